using System.Text.Json.Nodes;
using SnnCluster.Engine.Probes;
using SnnCluster.Experiments.Analysis;
using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Inputs;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Plasticity;
using SnnCluster.Model.Random;
using SnnCluster.Model.Synapses;

namespace SnnCluster.Experiments.Networks;

/// <summary>
/// Reward learning by dopamine-modulated STDP (Izhikevich, Cerebral Cortex 17, 2443-2452, 2007): of a hundred stimuli, each of which makes its own neurons
/// spike, one is followed by dopamine after a random delay of up to a second. Synapses from its neurons grow, since their eligibility outlasts the delay.
/// With the parameters of GeNN's demonstration of it, where all pairs of spikes count, but those of the same step.
/// </summary>
public sealed class DopamineExperiment : Experiment
{
    private const string Neurons = "neurons";
    private const string Stimuli = "stimuli";
    private const string StimulusNeurons = "stimulus-neurons";
    private const string Training = "training-ms";
    private const string Reward = "reward";
    private const string WarmUp = "warm-up-ms";
    private const string Excitatory = "e";
    private const string Inhibitory = "i";
    private const string Stimulus = "stimulus";
    private const string Dopamine = "dopamine";
    private const string Rewarded = "rewarded";
    private const double LargestWeight = 4;
    private const double DopamineTimeMs = 200;
    private const int LeastIntervalMs = 100;
    private const int MostIntervalMs = 300;
    private const int LongestDelayMs = 1000;

    /// <inheritdoc/>
    public override string Name => "dopamine";

    /// <inheritdoc/>
    public override string Description => "reward learning by dopamine-modulated STDP (Izhikevich 2007)";

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters { get; } =
    [
        new(Neurons, "", 1000L, "neurons, four fifths of them excitatory; two are connected with probability 0.1", Minimum: 100, Maximum: 1e6),
        new(Stimuli, "", 100L, "number of stimuli, of which the first is rewarded", Minimum: 1, Maximum: 1e4),
        new(StimulusNeurons, "", 50L, "neurons that a stimulus makes spike, at most all", Minimum: 1, Maximum: 1e6),
        new(Training, "ms", 3.6e6, "time until which stimuli come", Minimum: 1000, Maximum: 1e8),
        new(Reward, "", 0.5, "by how much dopamine rises after the first stimulus", Minimum: 0),
        new(WarmUp, "ms", 1000.0, "time at the begin that statistics leave out", Minimum: 0) { IsWholeSteps = true },
    ];

    /// <inheritdoc/>
    public override double DefaultDurationMs => 3.6e6;

    /// <inheritdoc/>
    public override double DefaultDtMs => 1;

    /// <inheritdoc/>
    public override NetworkSize Size { get; } = new(Neurons, [500, 1000, 2000, 4000]);

    /// <inheritdoc/>
    public override double EstimateNeurons(ExperimentSettings settings) => settings.Number(Neurons);

    /// <inheritdoc/>
    public override NetworkDescription Describe(ExperimentSettings settings)
    {
        int neurons = (int)settings.Integer(Neurons);
        if (settings.Integer(StimulusNeurons) > neurons)
        {
            throw new InvalidDescriptionException($"{StimulusNeurons} is {settings.Integer(StimulusNeurons)}: must be at most {neurons}, the number of neurons");
        }

        int excitatory = neurons * 4 / 5;
        List<(int Time, int Stimulus)> stimuli = StimuliOf(settings, out List<int> rewards);
        return new NetworkDescription
        {
            DtMs = settings.DtMs,
            Seed = settings.Seed,
            Populations =
            [
                Population(Excitatory, excitatory, new IzhikevichDescription()),
                Population(Inhibitory, neurons - excitatory, new IzhikevichDescription { A = 0.1, D = 2 }),
                Source(Stimulus, (int)settings.Integer(Stimuli)),
                Source(Dopamine, 1),
            ],
            Projections =
            [
                Plastic(Excitatory, settings.DtMs),
                Plastic(Inhibitory, settings.DtMs),
                Random(Inhibitory, Excitatory, -1, settings.DtMs),
                Random(Inhibitory, Inhibitory, -1, settings.DtMs),
                FromStimuli(Excitatory, 0, excitatory, settings),
                FromStimuli(Inhibitory, excitatory, neurons, settings),
            ],
            Inputs =
            [
                new UniformNoise { Name = "e noise", Population = Excitatory, From = -6.5, To = 6.5 },
                new UniformNoise { Name = "i noise", Population = Inhibitory, From = -6.5, To = 6.5 },
                new ListedSpikes
                {
                    Name = "stimuli",
                    Population = Stimulus,
                    TimesMs = [.. stimuli.Select(one => (double)one.Time)],
                    Ids = [.. stimuli.Select(one => one.Stimulus)],
                    RoundsTimes = true,
                },
                new ListedSpikes
                {
                    Name = "rewards",
                    Population = Dopamine,
                    TimesMs = [.. rewards.Select(time => (double)time)],
                    Ids = new int[rewards.Count],
                    RoundsTimes = true,
                },
            ],
            Modulators =
            [
                new ModulatorDescription
                {
                    Name = Dopamine,
                    Source = Dopamine,
                    AmountPerSpike = settings.Number(Reward),
                    TimeConstantMs = DopamineTimeMs,
                    DelayMs = settings.DtMs,
                },
            ],
        };
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Probe> Probes(NetworkDescription network, ExperimentSettings settings)
    {
        // Of the members, who are numbered through both populations, those in the source population.
        int excitatory = network.Populations[network.IndexOfPopulation(Excitatory)].Size;
        int[] rewarded = [.. MembersOf(0, settings).Where(neuron => neuron < excitatory)];
        return
        [
            .. network.Projections.Where(projection => projection.Modulator is not null)
                .Select(projection => new SourceWeightProbe { Projection = projection.Name, Sources = rewarded, Selected = Rewarded }),
        ];
    }

    /// <inheritdoc/>
    public override ActivityDescription Activity(ExperimentSettings settings) =>
        new() { FromMs = settings.Number(WarmUp), Populations = [Excitatory, Inhibitory] };

    /// <inheritdoc/>
    public override IReadOnlyList<ReferenceValue> References(ExperimentSettings settings)
    {
        const string Source = "Brian 2.5, 3 seeds of 600 s";
        bool isPublished = settings.Integer(Neurons) == 1000 && settings.Integer(Stimuli) == 100 && settings.Integer(StimulusNeurons) == 50
            && settings.Number(Reward) == 0.5 && settings.DtMs == 1;
        return !isPublished ? [] :
        [
            .. ReferenceValue.OfActivity(Excitatory, Source, (2.71, 0.27), (0.782, 0.06), (0.0407, 0.0204)),
            .. ReferenceValue.OfActivity(Inhibitory, Source, (2.47, 0.41), (1.064, 0.08), (0.0442, 0.0221)),
        ];
    }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, JsonNode> Analyze(NetworkDescription network, RunObservations observations)
    {
        JsonObject of(string projection) => new()
        {
            ["fromRewarded"] = observations.Last(SourceWeightProbe.Prefix + Rewarded, projection),
            ["fromOthers"] = observations.Last(SourceWeightProbe.FromOthers, projection),
        };
        return new Dictionary<string, JsonNode>
        {
            ["meanWeight"] = new JsonObject(network.Projections.Where(projection => projection.Modulator is not null)
                .Select(projection => KeyValuePair.Create(projection.Name, (JsonNode?)of(projection.Name)))),
        };
    }

    // Times in ms, ascending: both are whole numbers, as in the demonstration.
    private static List<(int Time, int Stimulus)> StimuliOf(ExperimentSettings settings, out List<int> rewards)
    {
        var stimuli = new List<(int Time, int Stimulus)>();
        rewards = [];
        RandomStream random = RandomKey.For(settings.Seed, RandomPurpose.Stimulus, 0).Stream(0, 0);
        int Interval(ref RandomStream from) => LeastIntervalMs + from.NextBelow(MostIntervalMs - LeastIntervalMs + 1);
        for (int time = Interval(ref random); time < settings.Number(Training); time += Interval(ref random))
        {
            stimuli.Add((time, random.NextBelow((int)settings.Integer(Stimuli))));
            if (stimuli[^1].Stimulus == 0)
            {
                rewards.Add(time + random.NextBelow(LongestDelayMs + 1));
            }
        }

        rewards.Sort();
        return stimuli;
    }

    private static int[] MembersOf(int stimulus, ExperimentSettings settings)
    {
        int count = (int)settings.Integer(StimulusNeurons);
        var members = new HashSet<int>(count);
        RandomStream random = RandomKey.For(settings.Seed, RandomPurpose.Stimulus, 1).Stream((uint)stimulus, 0);
        random.AddSubset(count, (int)settings.Integer(Neurons), members);
        return [.. members.Order()];
    }

    private static PopulationDescription Population(string name, int size, NeuronModelDescription model) => new()
    {
        Name = name,
        Size = size,
        Model = model,
        Receptors = [new("current", new CurrentPulseDescription())],
    };

    private static PopulationDescription Source(string name, int size) => new()
    {
        Name = name,
        Size = size,
        Model = new ParrotDescription(),
        Receptors = [new("spikes", new DeltaDescription())],
    };

    private static ProjectionDescription Random(string source, string target, double weight, double dtMs) => new()
    {
        Name = $"{source}-{target}",
        Source = source,
        Target = target,
        Connectivity = new FixedProbability(0.1),
        Weight = weight,
        DelayMs = dtMs,
    };

    private static ProjectionDescription Plastic(string target, double dtMs) => Random(Excitatory, target, 1, dtMs) with
    {
        Modulator = Dopamine,
        Synapse = new DopamineStdpDescription
        {
            Potentiation = 0.1,
            Depression = 0.15,
            ModulatorTimeConstantMs = DopamineTimeMs,
            MinimumWeight = 0,
            MaximumWeight = LargestWeight,
        },
    };

    // Members of a stimulus are numbered through both populations.
    private static ProjectionDescription FromStimuli(string target, int begin, int end, ExperimentSettings settings)
    {
        (int Stimulus, int Neuron)[] pairs =
        [
            .. Enumerable.Range(0, (int)settings.Integer(Stimuli)).SelectMany(stimulus => MembersOf(stimulus, settings)
                .Where(neuron => neuron >= begin && neuron < end).Select(neuron => (stimulus, neuron - begin))),
        ];
        return new ProjectionDescription
        {
            Name = $"{Stimulus}-{target}",
            Source = Stimulus,
            Target = target,
            Connectivity = new ConnectionList([.. pairs.Select(pair => pair.Stimulus)], [.. pairs.Select(pair => pair.Neuron)]),
            Weight = 40,
            DelayMs = settings.DtMs,
        };
    }
}
