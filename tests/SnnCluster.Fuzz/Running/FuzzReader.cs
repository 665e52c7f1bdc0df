namespace SnnCluster.Fuzz.Running;

/// <summary>Takes an input.</summary>
/// <returns>Whether it was accepted; false: it was refused with the exception that is documented for that.</returns>
/// <remarks>Whatever else it throws is a finding.</remarks>
internal delegate bool TakeInput(byte[] input);

/// <summary>Something that reads what others wrote, with valid inputs to begin with.</summary>
/// <param name="Name">What it is, for people.</param>
/// <param name="Valid">Inputs that the program itself writes; each is accepted.</param>
/// <param name="Take">Gives it an input.</param>
internal sealed record FuzzReader(string Name, IReadOnlyList<byte[]> Valid, TakeInput Take)
{
    /// <summary>Bytes that an input of any length may allocate.</summary>
    public long FreeBytes { get; init; } = 1 << 20;

    /// <summary>Bytes that it may allocate for each of its own beyond that.</summary>
    public int BytesPerByte { get; init; } = 64;

    /// <summary>Makes an input; null: by <see cref="Mutations"/>.</summary>
    public Func<FuzzRandom, byte[]>? Make { get; init; }

    /// <summary>How long an input may take.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(10);
}

/// <summary>A group of readers, and what they need around them.</summary>
internal interface IFuzzTarget : IDisposable
{
    /// <summary>Its readers; each input goes to one of them.</summary>
    IReadOnlyList<FuzzReader> Readers { get; }

    /// <summary>Looks after the inputs whether everything still works; throws where it does not.</summary>
    void Check();
}
