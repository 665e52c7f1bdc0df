using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Tests.Support;

namespace SnnCluster.Model.Tests.Connectivity;

public class DistanceConnectivityTests
{
    // Even, odd and mixed grids; sigma far below and far above the grid; probability 1; a single row; a single neuron.
    public static TheoryData<int, int, double, double> Grids => new()
    {
        { 16, 16, 0.16, 2.5 },
        { 16, 16, 1, 1 },
        { 6, 4, 1, 3 },
        { 7, 5, 0.5, 10 },
        { 2, 2, 0.7, 1 },
        { 9, 1, 1, 2 },
        { 8, 3, 1, 1e6 },
        { 4, 4, 1, 0.05 },
        { 1, 1, 0.5, 1 },
    };

    [Theory]
    [MemberData(nameof(Grids))]
    public void Every_pair_is_connected_with_the_probability_of_its_distance(int width, int height, double p, double sigma)
    {
        GridGeometry grid = new(width, height);
        Connector connector = new ProbabilityByDistance(p, new GaussianKernel(sigma)).CreateConnector(Connecting.Grid(width, height));
        int seeds = 20_000 / grid.Size;
        double[] counts = ByDisplacement(connector, grid, seeds);

        // Each displacement is a binomial number of targets·seeds trials, half way round an even grid as elsewhere;
        // those expected fewer than 25 times are too far from normal and are taken together.
        double trials = (double)grid.Size * seeds;
        double rareExpected = 0;
        double rareCount = 0;
        for (int displacement = 0; displacement < grid.Size; displacement++)
        {
            double probability = p * Profile(grid, displacement, sigma);
            if (trials * probability < 25)
            {
                rareExpected += trials * probability;
                rareCount += counts[displacement];
            }
            else
            {
                Chance.BinomialCount(trials, probability, counts[displacement], $"displacement {displacement}");
            }
        }

        // A sum of rare events has at most the variance of a Poisson number, whose upper five-sigma point lies below
        // five standard deviations and 5²/6 + 1 more (the first term that the skew adds).
        Assert.InRange(
            rareCount, rareExpected - (5 * Math.Sqrt(rareExpected)), rareExpected + (5 * Math.Sqrt(rareExpected)) + 5.2);
    }

    public static TheoryData<string, bool> Kernels
    {
        get
        {
            var data = new TheoryData<string, bool>();
            foreach (string kernel in Named.Keys)
            {
                data.Add(kernel, false);
                data.Add(kernel, true);
            }

            return data;
        }
    }

    // By hand, apart from the kernels, of the distance in each direction.
    private static Dictionary<string, (DistanceKernel Kernel, Func<int, int, double> Value)> Named => new()
    {
        ["Gaussian"] = (new GaussianKernel(2), (dx, dy) => Math.Exp(-((dx * dx) + (dy * dy)) / 8.0)),
        ["exponential"] = (new ExponentialKernel(2), (dx, dy) => Math.Exp(-Math.Sqrt((dx * dx) + (dy * dy)) / 2)),
        ["box"] = (new BoxKernel(1.5), (dx, dy) => dx <= 1 && dy <= 1 ? 1 : 0),
        ["disc"] = (new DiscKernel(2.2), (dx, dy) => (dx * dx) + (dy * dy) <= 4 ? 1 : 0),
    };

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Every_pair_is_connected_by_its_kernel_at_periodic_and_at_open_borders(string name, bool isOpen)
    {
        const int Width = 7;
        const int Height = 6;
        const int Seeds = 3000;
        const double P = 0.4;
        (DistanceKernel kernel, Func<int, int, double> value) = Named[name];
        GridBorders borders = isOpen ? GridBorders.Open : GridBorders.Periodic;
        Connector connector = new ProbabilityByDistance(P, kernel, borders).CreateConnector(Connecting.Grid(Width, Height));
        Connector ofDegree = new FixedInDegreeByDistance(3, kernel, borders).CreateConnector(Connecting.Grid(Width, Height));

        // A corner, a border, the middle.
        foreach (int target in (int[])[0, 3, 24])
        {
            double[] values = [.. Enumerable.Range(0, Width * Height).Select(source =>
            {
                int dx = Math.Abs((source % Width) - (target % Width));
                int dy = Math.Abs((source / Width) - (target / Width));
                return isOpen ? value(dx, dy) : value(Math.Min(dx, Width - dx), Math.Min(dy, Height - dy));
            })];
            double[] counts = Counted(connector, target);
            double[] drawn = Counted(ofDegree, target);
            Assert.Equal(3 * Seeds, drawn.Sum());
            for (int source = 0; source < values.Length; source++)
            {
                Chance.BinomialCount(Seeds, P * values[source], counts[source], $"{source} to {target}");
                Chance.BinomialCount(3 * Seeds, values[source] / values.Sum(), drawn[source], $"{source} to {target}, in-degree");
            }
        }

        double[] Counted(Connector of, int target)
        {
            var counts = new double[Width * Height];
            for (ulong seed = 0; seed < Seeds; seed++)
            {
                foreach (int source in Connecting.Sources(of, seed, target))
                {
                    counts[source]++;
                }
            }

            return counts;
        }
    }

    [Fact]
    public void A_kernel_beyond_1_is_refused()
    {
        var error = Assert.Throws<InvalidDescriptionException>(
            () => new ProbabilityByDistance(1, new Growing()).CreateConnector(Connecting.Grid(4, 4)));
        Assert.Contains("Growing is 2 at the displacement (-1, -1): must be from 0 to 1", error.Message);
    }

    [Fact]
    public void A_kernel_that_is_not_1_at_distance_0_is_refused()
    {
        var error = Assert.Throws<InvalidDescriptionException>(
            () => new ProbabilityByDistance(1, new Ring(0)).CreateConnector(Connecting.Grid(4, 4)));
        Assert.Contains("Ring is 0 at the displacement (0, 0): must be 1", error.Message);
    }

    // Of a ring of radius 7 around the middle of a small grid that ends at its borders, nothing lies on the grid.
    [Fact]
    public void A_fixed_in_degree_that_some_target_cannot_have_is_refused()
    {
        string finding = Assert.Single(Connecting.Findings(
            new FixedInDegreeByDistance(3, new Ring(1), GridBorders.Open), Connecting.Grid(10, 10, forbidsAutapses: true)));
        Assert.Contains("without autapses there are targets that no source lies within reach of", finding);
    }

    [Fact]
    public void The_largest_in_degree_is_no_more_than_there_are_sources() => Assert.Equal(
        256,
        new ProbabilityByDistance(1, new GaussianKernel(8), GridBorders.Open).CreateConnector(Connecting.Grid(16, 16)).LargestInDegree);

    private sealed record Ring(double Middle) : DistanceKernel
    {
        public override double Reach => 7;

        public override double ValueAt(int dx, int dy) => dx == 0 && dy == 0 ? Middle : (dx * dx) + (dy * dy) == 49 ? 1 : 0;

        public override void Validate(string name, ValidationErrors errors)
        {
        }
    }

    private sealed record Growing : DistanceKernel
    {
        public override double Reach => 1;

        public override double ValueAt(int dx, int dy) => Math.Max(1, Math.Abs(dx) + Math.Abs(dy));

        public override void Validate(string name, ValidationErrors errors)
        {
        }
    }

    [Theory]
    [MemberData(nameof(Grids))]
    public void The_expected_in_degree_is_the_sum_over_all_sources(int width, int height, double p, double sigma)
    {
        GridGeometry grid = new(width, height);
        double sum = Enumerable.Range(0, grid.Size).Sum(source => p * Profile(grid, source, sigma));
        Connector connector = new ProbabilityByDistance(p, new GaussianKernel(sigma)).CreateConnector(Connecting.Grid(width, height));
        Assert.Equal(sum, connector.ExpectedInDegree, 1e-9 * sum);
        Assert.InRange(connector.LargestInDegree, Math.Floor(sum), grid.Size);
    }

    [Theory]
    [InlineData(4, 4)]
    [InlineData(5, 4)]
    [InlineData(2, 2)]
    [InlineData(2, 7)]
    [InlineData(3, 3)]
    public void At_probability_1_and_a_sigma_far_beyond_the_grid_every_source_connects_once(int width, int height)
    {
        // exp(-d²/2σ²) differs from 1 by 1e-17 at most, less than the step of the random numbers.
        Connector connector = new ProbabilityByDistance(1, new GaussianKernel(1e9)).CreateConnector(Connecting.Grid(width, height));
        for (int target = 0; target < width * height; target++)
        {
            Assert.Equal(Enumerable.Range(0, width * height), Connecting.Sources(connector, 1, target).Order());
        }
    }

    [Fact]
    public void At_probability_1_a_neuron_always_connects_to_itself_unless_that_is_forbidden()
    {
        Connector allowed = new ProbabilityByDistance(1, new GaussianKernel(1)).CreateConnector(Connecting.Grid(16, 16));
        Assert.All(Enumerable.Range(0, 256), target => Assert.Contains(target, Connecting.Sources(allowed, 1, target)));
    }

    [Fact]
    public void Forbidding_autapses_leaves_the_other_synapses_as_they_are()
    {
        Connector allowed = new ProbabilityByDistance(0.8, new GaussianKernel(1.5)).CreateConnector(Connecting.Grid(16, 16));
        Connector forbidden =
            new ProbabilityByDistance(0.8, new GaussianKernel(1.5)).CreateConnector(Connecting.Grid(16, 16, forbidsAutapses: true));
        for (int target = 0; target < 256; target++)
        {
            Assert.Equal(
                Connecting.Sources(allowed, 1, target).Where(source => source != target),
                Connecting.Sources(forbidden, 1, target));
        }
    }

    // Offsets come in classes whose probabilities lie within a factor of 4, so a synapse costs at most 4 visits on
    // average, a visit 4 words, and each class 2 words more. 2^-64 to 1 is 32 classes, and one more for the rest.
    [Theory]
    [InlineData(64, 0.16, 2.5)]
    [InlineData(512, 0.16, 2.5)]
    [InlineData(512, 1.0, 1.0)]
    [InlineData(512, 0.01, 40.0)]
    public void Building_costs_random_numbers_in_proportion_to_synapses_and_not_to_pairs(int side, double p, double sigma)
    {
        const int Targets = 100;
        Connector connector = new ProbabilityByDistance(p, new GaussianKernel(sigma)).CreateConnector(Connecting.Grid(side, side));
        double words = 0;
        for (int target = 0; target < Targets; target++)
        {
            words += Connecting.WordsDrawn(connector, 1, target * 7);
        }

        double limit = (4 * 4 * connector.ExpectedInDegree) + (2 * 33);

        // Visits are independent with a variance below their mean, so the mean of words has at most this error.
        double standardError = 4 * Math.Sqrt(4 * connector.ExpectedInDegree / Targets);
        Assert.True(words / Targets <= limit + (Chance.Sigmas * standardError), $"{words / Targets} words, limit {limit}");
        // Far fewer than there are pairs.
        Assert.True(limit < side * side / 20.0);
    }

    [Fact]
    public void Building_on_a_larger_grid_draws_the_same_numbers()
    {
        // The offsets within reach are the same, so a target draws exactly what it draws on the smaller grid.
        Connector small = new ProbabilityByDistance(0.16, new GaussianKernel(2.5)).CreateConnector(Connecting.Grid(64, 64));
        Connector large = new ProbabilityByDistance(0.16, new GaussianKernel(2.5)).CreateConnector(Connecting.Grid(1024, 1024));
        for (int target = 0; target < 100; target++)
        {
            Assert.Equal(Connecting.WordsDrawn(small, 1, target), Connecting.WordsDrawn(large, 1, target));
        }
    }

    [Theory]
    [InlineData(16, 16, 2.5, false)]
    [InlineData(16, 16, 2.5, true)]
    [InlineData(6, 4, 3.0, true)]
    [InlineData(7, 5, 1e6, false)]
    [InlineData(2, 1, 0.5, true)]
    public void Fixed_in_degree_draws_sources_in_proportion_to_the_profile(
        int width, int height, double sigma, bool forbidsAutapses)
    {
        const int InDegree = 10;
        GridGeometry grid = new(width, height);
        Connector connector =
            new FixedInDegreeByDistance(InDegree, new GaussianKernel(sigma)).CreateConnector(Connecting.Grid(width, height, forbidsAutapses));
        int seeds = 20_000 / grid.Size;
        double[] counts = ByDisplacement(connector, grid, seeds);
        double[] profile = [.. Enumerable.Range(0, grid.Size).Select(
            displacement => displacement == 0 && forbidsAutapses ? 0 : Profile(grid, displacement, sigma))];
        double trials = (double)grid.Size * seeds * InDegree;
        Assert.Equal(trials, counts.Sum());
        for (int displacement = 0; displacement < grid.Size; displacement++)
        {
            double probability = profile[displacement] / profile.Sum();
            if (probability == 0 || trials * probability >= 25)
            {
                Chance.BinomialCount(trials, probability, counts[displacement], $"displacement {displacement}");
            }
        }
    }

    [Fact]
    public void Fixed_in_degree_gives_exactly_that_many_sources()
    {
        Connector connector = new FixedInDegreeByDistance(13, new GaussianKernel(2)).CreateConnector(Connecting.Grid(8, 8));
        Assert.All(Enumerable.Range(0, 64), target => Assert.Equal(13, Connecting.Sources(connector, 1, target).Count));
        Assert.Equal((13, 13), (connector.ExpectedInDegree, connector.LargestInDegree));
        Connector none = new FixedInDegreeByDistance(0, new GaussianKernel(2)).CreateConnector(Connecting.Grid(8, 8));
        Assert.Empty(Connecting.Sources(none, 1, 0));
    }

    [Fact]
    public void Parameters_out_of_range_are_refused_by_name_value_and_rule()
    {
        Assert.Equal(
            [
                "wiring sigma is 0: must be above 0",
                "wiring connects by distance: source and target need the same grid",
                "wiring connection probability is 1.1: must be from 0 to 1",
            ],
            Connecting.Findings(new ProbabilityByDistance(1.1, new GaussianKernel(0)), Connecting.Sizes(4, 4)));
        Assert.Equal(
            ["wiring sigma is -1: must be above 0", "wiring in-degree is -2: must be at least 0"],
            Connecting.Findings(new FixedInDegreeByDistance(-2, new GaussianKernel(-1)), Connecting.Grid(2, 2)));
        Assert.Equal(
            [
                "wiring lambda is 0: must be above 0",
                "wiring half width is -1: must be at least 0",
                "wiring radius is NaN: must be a finite number",
                "wiring borders are 7: must be Periodic or Open",
            ],
            [
                .. new DistanceKernel[] { new ExponentialKernel(0), new BoxKernel(-1), new DiscKernel(double.NaN) }.SelectMany(
                    kernel => Connecting.Findings(new ProbabilityByDistance(1, kernel), Connecting.Grid(4, 4))),
                .. Connecting.Findings(new ProbabilityByDistance(1, new BoxKernel(1), (GridBorders)7), Connecting.Grid(4, 4)),
            ]);
    }

    // At a sigma of 0.1 the next position already has a probability below 2^-64.
    [Theory]
    [InlineData(1, 1, 1.0)]
    [InlineData(8, 8, 0.1)]
    public void A_fixed_in_degree_that_only_autapses_could_fill_is_refused(int width, int height, double sigma)
    {
        var description = new FixedInDegreeByDistance(3, new GaussianKernel(sigma));
        Assert.Empty(Connecting.Findings(description, Connecting.Grid(width, height)));
        string finding = Assert.Single(Connecting.Findings(description, Connecting.Grid(width, height, forbidsAutapses: true)));
        Assert.Contains("wiring in-degree is 3", finding);
        Assert.Contains("autapses", finding);
        Assert.Empty(Connecting.Findings(
            new FixedInDegreeByDistance(0, new GaussianKernel(sigma)), Connecting.Grid(width, height, forbidsAutapses: true)));
    }

    private static double Profile(GridGeometry grid, int displacement, double sigma)
    {
        // By hand, apart from the grid's own distance: the shorter way round in each direction.
        int dx = Math.Min(displacement % grid.Width, grid.Width - (displacement % grid.Width));
        int dy = Math.Min(displacement / grid.Width, grid.Height - (displacement / grid.Width));
        return Math.Exp(-((dx * dx) + (dy * dy)) / (2 * sigma * sigma));
    }

    /// <summary>Synapses by displacement from target to source, over all targets and so many seeds.</summary>
    private static double[] ByDisplacement(Connector connector, GridGeometry grid, int seeds)
    {
        double[] counts = new double[grid.Size];
        for (int target = 0; target < grid.Size; target++)
        {
            for (ulong seed = 0; seed < (ulong)seeds; seed++)
            {
                foreach (int source in Connecting.Sources(connector, seed, target))
                {
                    int dx = ((source % grid.Width) - (target % grid.Width) + grid.Width) % grid.Width;
                    int dy = ((source / grid.Width) - (target / grid.Width) + grid.Height) % grid.Height;
                    counts[(dy * grid.Width) + dx]++;
                }
            }
        }

        return counts;
    }
}
