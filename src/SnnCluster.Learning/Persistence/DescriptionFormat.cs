using MessagePack;
using SnnCluster.Learning.Networks;
using SnnCluster.Model.Networks;

namespace SnnCluster.Learning.Persistence;

/// <summary>Descriptions of classifiers in MessagePack.</summary>
internal static class DescriptionFormat
{
    public static void Write(ref MessagePackWriter writer, ClassifierDescription description)
    {
        writer.WriteMapHeader(9);
        writer.Write("inputs");
        writer.Write(description.Inputs);
        writer.Write("classes");
        writer.Write(description.Classes);
        writer.Write("steps");
        writer.Write(description.Steps);
        writer.Write("dtMs");
        writer.Write(description.DtMs);
        writer.Write("outputTimeConstantMs");
        writer.Write(description.OutputTimeConstantMs);
        writer.Write("weightScale");
        writer.Write(description.WeightScale);
        writer.Write("recurrentWeightScale");
        writer.Write(description.RecurrentWeightScale);
        writer.Write("rate");
        writer.WriteMapHeader(3);
        writer.Write("strength");
        writer.Write(description.Rate.Strength);
        writer.Write("targetHz");
        writer.Write(description.Rate.TargetHz);
        writer.Write("timeConstantMs");
        writer.Write(description.Rate.TimeConstantMs);
        writer.Write("hidden");
        writer.WriteArrayHeader(description.Hidden.Count);
        foreach (HiddenLayerDescription layer in description.Hidden)
        {
            WriteLayer(ref writer, layer);
        }
    }

    /// <summary>Reads a description, and checks it as one that a user wrote.</summary>
    /// <param name="reader">Where it begins.</param>
    /// <param name="version">Version of the format that it is written in; before 2 recurrent weights had no scale, before 3 resets no potential.</param>
    public static ClassifierDescription Read(ref MessagePackReader reader, int version)
    {
        bool hasRecurrentScale = version >= 2;
        Packed.ReadMap(ref reader, hasRecurrentScale ? 9 : 8);
        Packed.ReadKey(ref reader, "inputs");
        int inputs = reader.ReadInt32();
        Packed.ReadKey(ref reader, "classes");
        int classes = reader.ReadInt32();
        Packed.ReadKey(ref reader, "steps");
        int steps = reader.ReadInt32();
        double dtMs = Double(ref reader, "dtMs");
        double outputs = Double(ref reader, "outputTimeConstantMs");
        double scale = Double(ref reader, "weightScale");
        double recurrentScale = hasRecurrentScale ? Double(ref reader, "recurrentWeightScale") : 1;
        Packed.ReadKey(ref reader, "rate");
        Packed.ReadMap(ref reader, 3);
        var rate = new RateRegularisation
        {
            Strength = Double(ref reader, "strength"),
            TargetHz = Double(ref reader, "targetHz"),
            TimeConstantMs = Double(ref reader, "timeConstantMs"),
        };
        Packed.ReadKey(ref reader, "hidden");
        var hidden = new List<HiddenLayerDescription>();
        for (int left = reader.ReadArrayHeader(); left > 0; left--)
        {
            hidden.Add(ReadLayer(ref reader, hasReset: version >= 3));
        }

        var description = new ClassifierDescription
        {
            Inputs = inputs,
            Classes = classes,
            Steps = steps,
            DtMs = dtMs,
            OutputTimeConstantMs = outputs,
            WeightScale = scale,
            RecurrentWeightScale = recurrentScale,
            Rate = rate,
            Hidden = hidden,
        };
        var errors = new ValidationErrors();
        description.Validate(errors);
        return errors.Messages.Count == 0 ? description : throw new InvalidDataException(errors.Messages[0]);
    }

    private static void WriteLayer(ref MessagePackWriter writer, HiddenLayerDescription layer)
    {
        writer.WriteMapHeader(11);
        writer.Write("size");
        writer.Write(layer.Size);
        writer.Write("neuron");
        writer.Write(layer.Neuron == HiddenNeuronModel.Alif ? "alif" : "lif");
        writer.Write("recurrent");
        writer.Write(layer.Recurrent);
        writer.Write("inputDensity");
        writer.Write(layer.InputDensity);
        writer.Write("recurrentDensity");
        writer.Write(layer.RecurrentDensity);
        writer.Write("threshold");
        Packed.Write(ref writer, layer.Threshold);
        writer.Write("adaptationStrength");
        writer.Write(layer.AdaptationStrength);
        writer.Write("membraneTimeConstantMs");
        writer.Write(layer.MembraneTimeConstantMs);
        writer.Write("adaptationTimeConstantMs");
        writer.Write(layer.AdaptationTimeConstantMs);
        writer.Write("refractoryMs");
        writer.Write(layer.RefractoryMs);
        writer.Write("resetPotential");
        Packed.Write(ref writer, layer.ResetPotential);
    }

    private static HiddenLayerDescription ReadLayer(ref MessagePackReader reader, bool hasReset)
    {
        Packed.ReadMap(ref reader, hasReset ? 11 : 10);
        Packed.ReadKey(ref reader, "size");
        int size = reader.ReadInt32();
        Packed.ReadKey(ref reader, "neuron");
        HiddenNeuronModel neuron = Packed.Text(ref reader) switch
        {
            "lif" => HiddenNeuronModel.Lif,
            "alif" => HiddenNeuronModel.Alif,
            string other => throw new InvalidDataException($"there is no neuron model '{other}'"),
        };
        Packed.ReadKey(ref reader, "recurrent");
        bool recurrent = reader.ReadBoolean();
        double inputDensity = Double(ref reader, "inputDensity");
        double recurrentDensity = Double(ref reader, "recurrentDensity");
        Packed.ReadKey(ref reader, "threshold");
        double? threshold = Packed.OptionalDouble(ref reader);
        var layer = new HiddenLayerDescription
        {
            Size = size,
            Neuron = neuron,
            Recurrent = recurrent,
            InputDensity = inputDensity,
            RecurrentDensity = recurrentDensity,
            Threshold = threshold,
            AdaptationStrength = Double(ref reader, "adaptationStrength"),
            MembraneTimeConstantMs = Double(ref reader, "membraneTimeConstantMs"),
            AdaptationTimeConstantMs = Double(ref reader, "adaptationTimeConstantMs"),
            RefractoryMs = Double(ref reader, "refractoryMs"),
        };
        if (!hasReset)
        {
            return layer;
        }

        Packed.ReadKey(ref reader, "resetPotential");
        return layer with { ResetPotential = Packed.OptionalDouble(ref reader) };
    }

    private static double Double(ref MessagePackReader reader, string key)
    {
        Packed.ReadKey(ref reader, key);
        return reader.ReadDouble();
    }
}
