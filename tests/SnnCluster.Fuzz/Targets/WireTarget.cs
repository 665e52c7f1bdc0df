using System.Runtime.Serialization;
using Akka.Actor;
using MessagePack;
using SnnCluster.Cluster.Wire;
using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Fuzz.Running;
using SnnCluster.Fuzz.Samples;
using SnnCluster.Learning;
using SnnCluster.Learning.Networks;
using SnnCluster.Learning.Parallel.Messages;
using SnnCluster.Learning.Tests.Persistence;

namespace SnnCluster.Fuzz.Targets;

/// <summary>All messages between nodes, trainers and clients, and what lies packed in them.</summary>
internal sealed class WireTarget : IFuzzTarget
{
    private const int Samples = 8;

    private readonly ActorSystem _system;
    private readonly WireSerializer _serializer;
    private readonly ExampleOutcome[] _outcomes = new ExampleOutcome[TrainingProtocol.BlockOutcomes];

    public WireTarget()
    {
        _system = ActorSystem.Create("fuzz", "akka { loglevel = OFF\n stdout-loglevel = OFF }");
        var table = WireContractTable.FromTypes(
            new[] { typeof(WireContracts), typeof(OpenTraining) }.SelectMany(type => type.Assembly.GetTypes()));
        _serializer = new WireSerializer((ExtendedActorSystem)_system, table, WireSerializer.DefaultMaximumMessageBytes);
        using ClassifierState state = SavedClassifiers.State();
        ClassifierLayout layout = state.Layout;
        Readers =
        [
            .. table.TypesByName.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => new FuzzReader(
                pair.Key, SamplesOf(pair.Value, pair.Key), input => TakeMessage(input, pair.Key))),
            Part<ReportPart>(),
            Part<StopCounts>(),
            Part<PartitionFinal>(),
            new FuzzReader("state of a trainer", [StateBytes.Write(state)], input => TakeState(input, layout)),
            new FuzzReader(
                "outcomes", [OutcomeBytes.Write([new ExampleOutcome(1, 2, 0.5, 3), new ExampleOutcome(0, 0, 0, 0)])], TakeOutcomes),
        ];
    }

    public IReadOnlyList<FuzzReader> Readers { get; }

    public void Check()
    {
        // Nothing is kept from input to input.
    }

    public void Dispose() => _system.Terminate().Wait(TimeSpan.FromSeconds(10));

    private static FuzzReader Part<T>()
        where T : class
    {
        IReadOnlyList<byte[]> samples =
            [.. Enumerable.Range(0, Samples).Select(i => ContractBytes.Of((T)Sample(typeof(T), typeof(T).Name, i)))];
        return new FuzzReader(typeof(T).Name, samples, TakePart<T>);
    }

    private static object Sample(Type type, string name, int number) =>
        new ContractSamples(new FuzzRandom(1, name, number)).Create(type);

    private IReadOnlyList<byte[]> SamplesOf(Type type, string name) =>
        [.. Enumerable.Range(0, Samples).Select(i => _serializer.ToBinary(Sample(type, name, i)))];

    // What is accepted is a message that can be sent on, and then is the same.
    private bool TakeMessage(byte[] input, string name)
    {
        try
        {
            object message = _serializer.FromBinary(input, name);
            byte[] again = _serializer.ToBinary(message);
            Finding.If(
                !_serializer.ToBinary(_serializer.FromBinary(again, name)).AsSpan().SequenceEqual(again), "it does not come back");
            return true;
        }
        catch (SerializationException)
        {
            return false;
        }
    }

    private static bool TakePart<T>(byte[] input)
        where T : class
    {
        try
        {
            ContractBytes.Of(ContractBytes.Read<T>(input));
            return true;
        }
        catch (MessagePackSerializationException)
        {
            return false;
        }
    }

    private static bool TakeState(byte[] input, ClassifierLayout layout)
    {
        try
        {
            StateBytes.Read(layout, input).Dispose();
            return true;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    private bool TakeOutcomes(byte[] input)
    {
        try
        {
            return OutcomeBytes.Read(input, _outcomes) == input.Length / OutcomeBytes.Size;
        }
        catch (ArgumentOutOfRangeException)
        {
            return false;
        }
    }
}
