using System.Diagnostics;

namespace SnnCluster.Benchmarks.PlainScalar;

/// <summary>
/// The topographic map as one would write it without an engine: one loop over neurons, one number at a time; eager STDP
/// on synapses that are listed by source and by target; rewiring by random pair attempts. It shares no code with the
/// engine. Equations and parameters are those of the experiment topographic-map (Knight, Senk and Nowotny 2025).
/// </summary>
/// <remarks>
/// One step: neurons advance and their traces decay; the wiring changes every millisecond; then the spikes of the step
/// reach their synapses, and last the synapses of the targets that spiked are potentiated.
/// </remarks>
internal sealed class PlainTopographicMap
{
    private const int Tile = 16;
    private const int StimulusSteps = 200;
    private const int RewiringSteps = 10;
    private const int RefractorySteps = 50;
    private const float DtMs = 0.1f;
    private const float LargestWeight = 0.2f;
    private const float Potentiation = 0.1f * LargestWeight;
    private const float Depression = 1.2f * Potentiation * 20f / 64f;

    private readonly int _scale;
    private readonly int _width;
    private readonly int _neurons;

    // Sources: Poisson.
    private readonly float[] _stepsToSpike;
    private readonly float[] _meanInterval;
    private readonly float[] _sourceTrace;

    // Targets: leaky integrate-and-fire with an exponential conductance.
    private readonly float[] _v;
    private readonly float[] _conductance;
    private readonly float[] _input;
    private readonly int[] _refractory;
    private readonly float[] _lateralTrace;
    private readonly float[] _targetTrace;

    private readonly List<int> _sourceSpikes = [];
    private readonly List<int> _targetSpikes = [];
    private readonly PlainRewiring _feedForwardRewiring;
    private readonly PlainRewiring _lateralRewiring;
    private readonly long[] _phaseTicks = new long[3];
    private PlainRandom _random;

    public PlainTopographicMap(int scale, ulong seed)
    {
        _scale = scale;
        _width = Tile * scale;
        _neurons = _width * _width;
        _random = new PlainRandom(seed);
        _stepsToSpike = new float[_neurons];
        _meanInterval = new float[_neurons];
        _sourceTrace = new float[_neurons];
        _v = new float[_neurons];
        _conductance = new float[_neurons];
        _input = new float[_neurons];
        _refractory = new int[_neurons];
        _lateralTrace = new float[_neurons];
        _targetTrace = new float[_neurons];
        for (int i = 0; i < _neurons; i++)
        {
            _v[i] = -60f + (5f * _random.Normal());
        }

        FeedForward = new PlainProjection(_neurons);
        Lateral = new PlainProjection(_neurons);
        _feedForwardRewiring = new PlainRewiring(FeedForward, _width, 0.16f, 2.5f, LargestWeight);
        _lateralRewiring = new PlainRewiring(Lateral, _width, 1f, 1f, LargestWeight);
        _feedForwardRewiring.Connect(ref _random);
        _lateralRewiring.Connect(ref _random);
    }

    public PlainProjection FeedForward { get; }

    public PlainProjection Lateral { get; }

    public int Neurons => 2 * _neurons;

    public long SourceSpikes { get; private set; }

    public long TargetSpikes { get; private set; }

    public long Attempts { get; private set; }

    /// <summary>Share of each phase in the steps that were timed: deliver (with potentiation), update, rewire.</summary>
    public (double Deliver, double Update, double Rewire) PhaseShares
    {
        get
        {
            double all = Math.Max(1, _phaseTicks.Sum());
            return (_phaseTicks[0] / all, _phaseTicks[1] / all, _phaseTicks[2] / all);
        }
    }

    public void Run(int steps)
    {
        for (int step = 0; step < steps; step++)
        {
            // One step in 61 is timed, as in the engine: reading the clock costs as much as a phase of a small network.
            bool timed = step % 61 == 60;
            long begin = timed ? Stopwatch.GetTimestamp() : 0;
            if (step % StimulusSteps == 0)
            {
                PresentStimulus();
            }

            UpdateSources();
            UpdateTargets();
            long updated = timed ? Stopwatch.GetTimestamp() : 0;
            if ((step + 1) % RewiringSteps == 0)
            {
                int attempts = 10 * _scale * _scale;
                _feedForwardRewiring.Attempt(attempts, ref _random);
                _lateralRewiring.Attempt(attempts, ref _random);
                Attempts += 2 * attempts;
            }

            long rewired = timed ? Stopwatch.GetTimestamp() : 0;
            DeliverSpikes();
            if (timed)
            {
                _phaseTicks[0] += Stopwatch.GetTimestamp() - rewired;
                _phaseTicks[1] += updated - begin;
                _phaseTicks[2] += rewired - updated;
            }
        }
    }

    private void PresentStimulus()
    {
        int stimulusX = _random.Below(Tile);
        int stimulusY = _random.Below(Tile);
        for (int i = 0; i < _neurons; i++)
        {
            int dx = Math.Abs((i % _width % Tile) - stimulusX);
            int dy = Math.Abs((i / _width % Tile) - stimulusY);
            dx = Math.Min(dx, Tile - dx);
            dy = Math.Min(dy, Tile - dy);
            float rateHz = 5f + (152.8f * MathF.Exp(-((dx * dx) + (dy * dy)) / 8f));
            _meanInterval[i] = 1000f / (rateHz * DtMs);
            _stepsToSpike[i] = 0f;
        }
    }

    private void UpdateSources()
    {
        float decay = MathF.Exp(-DtMs / 20f);
        _sourceSpikes.Clear();
        for (int i = 0; i < _neurons; i++)
        {
            _sourceTrace[i] *= decay;
            float left = _stepsToSpike[i];
            if (left <= 0f)
            {
                left += _random.Exponential() * _meanInterval[i];
            }

            left -= 1f;
            _stepsToSpike[i] = left;
            if (left <= 0f)
            {
                _sourceTrace[i] += 1f;
                _sourceSpikes.Add(i);
            }
        }

        SourceSpikes += _sourceSpikes.Count;
    }

    private void UpdateTargets()
    {
        float membraneDecay = MathF.Exp(-DtMs / 20f);
        float conductanceDecay = MathF.Exp(-DtMs / 5f);
        float lateralDecay = MathF.Exp(-DtMs / 20f);
        float targetDecay = MathF.Exp(-DtMs / 64f);
        _targetSpikes.Clear();
        for (int i = 0; i < _neurons; i++)
        {
            _lateralTrace[i] *= lateralDecay;
            _targetTrace[i] *= targetDecay;
            float conductance = _conductance[i] + _input[i];
            _input[i] = 0f;
            float v = _v[i];
            float current = conductance * (0f - v);
            _conductance[i] = conductance * conductanceDecay;
            if (_refractory[i] <= 0)
            {
                float a = current - 70f; // tau_m/C is 1 MOhm
                v = a - (membraneDecay * (a - v));
            }
            else
            {
                _refractory[i]--;
            }

            if (_refractory[i] == 0 && v >= -54f)
            {
                v = -70f;
                _refractory[i] = RefractorySteps;
                _lateralTrace[i] += 1f;
                _targetTrace[i] += 1f;
                _targetSpikes.Add(i);
            }

            _v[i] = v;
        }

        TargetSpikes += _targetSpikes.Count;
    }

    private void DeliverSpikes()
    {
        foreach (int source in _sourceSpikes)
        {
            FeedForward.Deliver(source, _input, _targetTrace, Depression);
        }

        foreach (int source in _targetSpikes)
        {
            Lateral.Deliver(source, _input, _targetTrace, Depression);
        }

        foreach (int target in _targetSpikes)
        {
            FeedForward.Potentiate(target, _sourceTrace, Potentiation, LargestWeight);
            Lateral.Potentiate(target, _lateralTrace, Potentiation, LargestWeight);
        }
    }
}
