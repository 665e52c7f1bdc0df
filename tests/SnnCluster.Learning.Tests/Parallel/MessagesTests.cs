using System.Reflection;
using System.Runtime.Serialization;
using System.Text;
using Akka.Actor;
using MessagePack;
using SnnCluster.Cluster.Hosting;
using SnnCluster.Cluster.Wire;
using SnnCluster.Learning.Losses;
using SnnCluster.Learning.Networks;
using SnnCluster.Learning.Optimisers;
using SnnCluster.Learning.Parallel.Messages;
using SnnCluster.Learning.Parallel.Nodes;
using SnnCluster.Learning.Rewiring;
using SnnCluster.Learning.Training;
using SnnCluster.Tests.Shared;

namespace SnnCluster.Learning.Tests.Parallel;

public sealed class MessagesTests
{
    /// <summary>Other nodes read by these names and keys: whoever changes a line raises the version in the first.</summary>
    [Fact]
    public void Names_and_keys_are_those_of_this_version()
    {
        var text = new StringBuilder($"version {TrainingProtocol.Version}\n");
        foreach (Type type in typeof(OpenTraining).Assembly.GetTypes()
            .Where(type => type.IsDefined(typeof(MessagePackObjectAttribute)) && type.Namespace == typeof(OpenTraining).Namespace)
            .OrderBy(NameOf, StringComparer.Ordinal))
        {
            text.Append($"{NameOf(type)}\n");
            foreach (PropertyInfo property in type.GetProperties().OrderBy(property => KeyOf(property)))
            {
                text.Append($"  {KeyOf(property)} {TypeName(property.PropertyType)} {property.Name}\n");
            }
        }

        using Stream stream = typeof(MessagesTests).Assembly.GetManifestResourceStream("training-contracts.txt")!;
        using var reader = new StreamReader(stream);
        Assert.Equal(reader.ReadToEnd(), text.ToString());
    }

    [Fact]
    public void A_number_that_cannot_be_is_refused_by_its_name()
    {
        using ActorSystem system = ProcessActors.Create();
        WireContractTable table = WireContractTable.FromAssembly(typeof(OpenTraining).Assembly);
        var serializer = new WireSerializer((ExtendedActorSystem)system, table, WireSerializer.DefaultMaximumMessageBytes);
        foreach (Type type in table.TypesByName.Values)
        {
            object right = ContractNumbers.Filled(type);
            Assert.Equal(serializer.ToBinary(right), serializer.ToBinary(Read(right)));
            foreach ((string path, object number, object changed) in ContractNumbers.Changes(right))
            {
                bool isRight = path == "ProtocolVersion" || number is ulong
                    || (Convert.ToDouble(number) is >= 0 and < double.PositiveInfinity && !(path == "Blocks" && number is 0));
                if (isRight)
                {
                    Assert.NotNull(Read(changed));
                }
                else
                {
                    Assert.Contains(
                        FormattableString.Invariant($" is refused: its {path} is {number}: must be "),
                        Assert.Throws<SerializationException>(() => Read(changed)).Message);
                }
            }
        }

        object Read(object message) => serializer.FromBinary(serializer.ToBinary(message), serializer.Manifest(message));
    }

    [Fact]
    public void A_description_comes_back_whole()
    {
        var description = new ClassifierDescription
        {
            Inputs = 3,
            Classes = 4,
            Steps = 5,
            DtMs = 0.5,
            Hidden =
            [
                new HiddenLayerDescription
                {
                    Size = 6,
                    Neuron = HiddenNeuronModel.Alif,
                    Recurrent = true,
                    InputDensity = 0.7,
                    RecurrentDensity = 0.8,
                    Threshold = 0.9,
                    AdaptationStrength = 0.1,
                    MembraneTimeConstantMs = 11,
                    AdaptationTimeConstantMs = 12,
                    RefractoryMs = 13,
                    ResetPotential = -0.25,
                },
                new HiddenLayerDescription(),
            ],
            OutputTimeConstantMs = 14,
            WeightScale = 15,
            RecurrentWeightScale = 19,
            Rate = new RateRegularisation { Strength = 16, TargetHz = 17, TimeConstantMs = 18 },
        };
        ClassifierDescription back = Through(ClassifierContract.Of(description)).ToDescription();
        Assert.Equal(description.Hidden, back.Hidden);
        Assert.Equal(description with { Hidden = [] }, back with { Hidden = [] });
    }

    [Fact]
    public void What_replicas_need_of_options_comes_back_whole()
    {
        var options = new TrainingOptions
        {
            Loss = Enum.GetValues<Loss>()[^1],
            Form = GradientForm.Online,
            ChunkSize = 3,
            Seed = ulong.MaxValue,
            Optimiser = new AdamDescription { Beta1 = 0.1, Beta2 = 0.2, Epsilon = 0.3 },
            RecurrentLearningRateFactor = 0.6,
            DeepR = new DeepRDescription { Scope = DeepRScope.Partition, L1Strength = 4 },
        };
        Assert.Equal(options, Through(OptionsContract.Of(options)).ToOptions());
        options = options with { Optimiser = new SgdDescription { Momentum = 0.5 }, DeepR = null };
        Assert.Equal(options, Through(OptionsContract.Of(options)).ToOptions());
    }

    [Fact]
    public void A_state_comes_back_whole_and_a_damaged_one_is_refused()
    {
        SmallTraining training = SmallTraining.Of("target");
        using ClassifierState state = training.Start();
        state.OptimiserSteps = 7;
        state.Momentum[3] = 0.5f;
        state.Variance[4] = 0.25f;
        byte[] bytes = StateBytes.Write(state);
        using ClassifierState back = StateBytes.Read(state.Layout, bytes);
        Assert.Equal(ClassifierDigest.OfTraining(state), ClassifierDigest.OfTraining(back));
        Assert.Throws<InvalidDataException>(() => StateBytes.Read(state.Layout, bytes.AsSpan(..^1)));
        Assert.Throws<InvalidDataException>(() => StateBytes.Read(state.Layout, [.. bytes, 0]));

        // Targets of a row have to ascend: the second of a row becomes the same as the first.
        ProjectionShape sparse = state.Layout.Projections[0];
        SparseTopology wiring = state.Topologies[0]!;
        int row = wiring.RowBegin(Enumerable.Range(0, sparse.Sources).First(s => wiring.RowEnds[s] - wiring.RowBegin(s) > 1));
        int place = 8 + (3 * sizeof(float) * state.Layout.Length) + (sizeof(int) * (sparse.Sources + row));
        byte[] repeated = [.. bytes];
        bytes.AsSpan(place, sizeof(int)).CopyTo(repeated.AsSpan(place + sizeof(int)));
        Assert.Throws<InvalidDataException>(() => StateBytes.Read(state.Layout, repeated));

        // The first end of a row: behind the steps and three arrays.
        bytes[8 + (3 * sizeof(float) * state.Layout.Length) + 3] = 0x7F;
        Assert.Throws<InvalidDataException>(() => StateBytes.Read(state.Layout, bytes));
    }

    [Fact]
    public void Outcomes_come_back_in_blocks_of_limited_size()
    {
        var outcomes = new ExampleOutcome[6000];
        for (int i = 0; i < outcomes.Length; i++)
        {
            outcomes[i] = new ExampleOutcome(i, -i, i * 0.1, long.MaxValue - i);
        }

        var back = new ExampleOutcome[outcomes.Length - 10];
        foreach (OutcomeBlock block in Blocks.OfOutcomes(outcomes, 10))
        {
            Assert.InRange(block.Data.Length, 1, 64 * 1024);
            OutcomeBytes.Read(block.Data, back.AsSpan(block.First));
        }

        Assert.Equal(outcomes[10..], back);
    }

    [Fact]
    public void Blocks_wait_until_others_are_taken_and_keep_their_order()
    {
        var sent = new List<IWireMessage>();
        var sender = new BlockSender(sent.Add);
        var total = new float[40 * TrainingProtocol.BlockElements];
        var step = new StepShare { LearningRate = 1 };
        sender.Send(Blocks.OfTotal(total).Concat<IWireMessage>([step]));
        sender.Send([new DigestShare()]);
        Assert.Equal(TrainingProtocol.BlocksInFlight, sent.Count);
        sender.Taken(3);
        Assert.Equal(TrainingProtocol.BlocksInFlight + 3, sent.Count);
        while (sent[^1] is TotalBlock)
        {
            sender.Taken(1);
        }

        Assert.Equal(
            Enumerable.Range(0, 40).Select(block => block * TrainingProtocol.BlockElements),
            sent.OfType<TotalBlock>().Select(block => block.Offset));
        Assert.Equal([step, new DigestShare()], sent[40..]);
    }

    private static T Through<T>(T contract)
    {
        MessagePackSerializerOptions options = MessagePackSerializerOptions.Standard.WithResolver(
            MessagePack.Resolvers.StandardResolverAllowPrivate.Instance);
        return MessagePackSerializer.Deserialize<T>(MessagePackSerializer.Serialize(contract, options), options);
    }

    private static int KeyOf(PropertyInfo property) => property.GetCustomAttribute<KeyAttribute>()!.IntKey!.Value;

    private static string NameOf(Type type) => type.GetCustomAttribute<WireContractAttribute>()?.Name ?? type.Name;

    private static string TypeName(Type type) => Nullable.GetUnderlyingType(type) is Type inner ? TypeName(inner) + "?"
        : type.IsEnum ? $"{type.Name}({string.Join("|", Enum.GetNames(type))})" : type.Name;
}
