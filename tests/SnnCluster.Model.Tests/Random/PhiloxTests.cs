using SnnCluster.Model.Random;

namespace SnnCluster.Model.Tests.Random;

public class PhiloxTests
{
    // The known-answer vectors of the authors' library Random123 (kat_vectors, lines philox4x32 10).
    [Theory]
    [InlineData(
        0x00000000u, 0x00000000u, 0x00000000u, 0x00000000u, 0x00000000u, 0x00000000u,
        0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u)]
    [InlineData(
        0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu,
        0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu)]
    [InlineData(
        0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u, 0xa4093822u, 0x299f31d0u,
        0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u)]
    public void Ten_rounds_give_the_published_answers(
        uint a, uint b, uint c, uint d, uint key0, uint key1, uint expectedA, uint expectedB, uint expectedC, uint expectedD) =>
        Assert.Equal(
            new Words(expectedA, expectedB, expectedC, expectedD), Philox.Generate(new Words(a, b, c, d), key0, key1));
}
