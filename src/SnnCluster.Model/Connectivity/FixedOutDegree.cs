using SnnCluster.Model.Arithmetic;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Random;

namespace SnnCluster.Model.Connectivity;

/// <summary>Each source gets the same number of synapses, onto targets drawn uniformly and with replacement.</summary>
/// <param name="OutDegree">Synapses per source, 0 to 2^30 - 1.</param>
public sealed record FixedOutDegree(int OutDegree) : ConnectivityDescription
{
    /// <inheritdoc/>
    public override bool MakesMultapses => true;

    /// <inheritdoc/>
    public override Connector CreateConnector(ConnectivityContext context) => new FixedOutDegreeConnector(OutDegree, context);

    /// <inheritdoc/>
    public override void Validate(string name, ConnectivityContext context, ValidationErrors errors)
    {
        const int Most = int.MaxValue / 2;
        if (OutDegree is < 0 or > Most || (OutDegree > 0 && TargetsOf(context) == 0))
        {
            errors.Add($"{name} out-degree is {OutDegree}: must be from 0 to {(TargetsOf(context) == 0 ? 0 : Most)}");
        }
    }

    private static int TargetsOf(ConnectivityContext context) => context.TargetSize - (context.ForbidsAutapses ? 1 : 0);

    /// <summary>
    /// A source's synapses are shared out over blocks of targets by binomial splitting, which whoever needs a block walks down alone;
    /// within a block each is drawn. The sources of one block of targets are kept until another block is asked for.
    /// </summary>
    private sealed class FixedOutDegreeConnector : Connector
    {
        private const int BlockSize = 4096;

        // Streams of splits have the middle of a range there, which is below that.
        private const uint InBlock = 1u << 31;

        private readonly ConnectivityContext _context;
        private readonly int _outDegree;
        private readonly int _candidates;
        private readonly MultinomialSplit _split;
        private readonly Lock _lock = new();
        private readonly List<int>[] _sources = [.. Enumerable.Range(0, BlockSize).Select(_ => new List<int>())];
        private int _block = -1;

        public FixedOutDegreeConnector(int outDegree, ConnectivityContext context)
        {
            _context = context;
            _outDegree = outDegree;
            _candidates = TargetsOf(context);
            _split = new MultinomialSplit(context.Key, Math.Max(1, _candidates), BlockSize);
            ExpectedInDegree = (double)outDegree * context.SourceSize / context.TargetSize;

            // A binomial number exceeds its mean m by x with a chance of at most exp(-x²/(2(m + x/3))) (Bernstein): of 2^-64 for
            // all targets together.
            double mean = (double)outDegree * context.SourceSize / Math.Max(1, _candidates);
            double exponent = 44.4 + PortableMath.Log(context.TargetSize);
            double above = (exponent / 3) + Math.Sqrt((exponent * exponent / 9) + (2 * exponent * mean));
            LargestInDegree = Math.Min(Math.Ceiling(mean + above), (double)outDegree * context.SourceSize);
        }

        public override double ExpectedInDegree { get; }

        public override double LargestInDegree { get; }

        public override void AddSources(int target, ref RandomStream random, List<int> sources)
        {
            lock (_lock)
            {
                if (target / BlockSize != _block)
                {
                    Fill(target / BlockSize);
                }

                sources.AddRange(_sources[target % BlockSize]);
            }
        }

        private void Fill(int block)
        {
            _block = block;
            Array.ForEach(_sources, list => list.Clear());
            int begin = block * BlockSize;
            int end = (int)Math.Min(begin + (long)BlockSize, _context.TargetSize);
            Span<long> counts = stackalloc long[2];
            for (int source = 0; source < _context.SourceSize && _candidates > 0; source++)
            {
                // With autapses forbidden, candidates from the source on stand for the next target: the targets of a block may be
                // candidates of two.
                int from = Math.Max(0, begin - (_context.ForbidsAutapses ? 1 : 0)) / BlockSize;
                int to = Math.Min(end - 1, _candidates - 1) / BlockSize;
                Span<long> wanted = counts[..(to - from + 1)];
                wanted.Clear();
                _split.Count((uint)source + 1, _outDegree, from, wanted);
                for (int i = 0; i < wanted.Length; i++)
                {
                    Place(source, from + i, wanted[i], begin, end);
                }
            }
        }

        private void Place(int source, int block, long count, int begin, int end)
        {
            int first = block * BlockSize;
            int size = Math.Min(BlockSize, _candidates - first);
            RandomStream random = _context.Key.Stream(InBlock | (uint)block, (uint)source + 1);
            for (long i = 0; i < count; i++)
            {
                int candidate = first + random.NextBelow(size);
                int target = _context.ForbidsAutapses && candidate >= source ? candidate + 1 : candidate;
                if (target >= begin && target < end)
                {
                    _sources[target - begin].Add(source);
                }
            }
        }
    }
}
