using PureHDF;
using SnnCluster.Experiments.Descriptions;
using SnnCluster.Experiments.Networks;
using SnnCluster.Experiments.Sonata;
using SnnCluster.Experiments.Sonata.Cells;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Tests.Sonata;

/// <summary>Files that are wrong, hostile or damaged.</summary>
public sealed class SonataBadInputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _config;

    public SonataBadInputTests() => _config = SonataFiles.Copy(SonataFiles.Mixed, _folder.Path);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("config.json", "\"$MODELS\": \"./models\"", "\"$MODEL\": \"./models\"", "there is no $MODELS in the manifest; did you mean 'MODEL'?")]
    [InlineData("config.json", "\"$MODELS\": \"./models\"", "\"$MODELS\": 3", "$MODELS is 3: must be a text")]
    [InlineData("config.json", "\"nodes.h5\"", "\"none.h5\"", "none.h5: expected a file that can be read, found an error:")]
    [InlineData("config.json", "\"networks\"", "\"network\"", "must be a text")]
    [InlineData("config.json", "\"dt\": 0.1", "\"dt\": -0.1", "dt is -0.1 ms: must be above 0")]
    [InlineData("config.json", "\"tstop\": 100.0", "\"tstop\": 100.03", "duration 100.03 ms is not a multiple of dt 0.1 ms")]
    [InlineData("config.json", "\"tstop\": 100.0", "\"tstop\": 1e400", "tstop is 1e400: must be a finite number")]
    [InlineData("config.json", "\"run\": {", "\"target_simulator\": \"NEURON\", \"run\": {", "target_simulator is 'NEURON': must be NEST")]
    [InlineData("config.json", "\"input_type\": \"spikes\"", "\"input_type\": \"spike\"", "input_type is 'spike': must be spikes or current_clamp")]
    [InlineData("config.json", "\"csv\"", "\"nwb\"", "module is 'nwb': must be h5 or sonata or csv")]
    [InlineData("config.json", "\"node_set\": \"lgn\"", "\"node_set\": \"lgm\"", "there is no node set or population 'lgm'; did you mean 'lgn'?")]
    [InlineData("config.json", "\"node_set\": \"lgn\"", "\"node_set\": \"delta\"", "input spikes gives spikes to nodes of cells that are simulated: all must be virtual")]
    [InlineData("config.json", "\"node_set\": \"clamped\"", "\"node_set\": \"lgn\"", "input clamp gives a current to nodes of lgn, which only spike at given times")]
    [InlineData("config.json", "\"duration\": [\n        20.0,", "\"duration\": [\n", "input clamp has 2 amp, 2 delay and 1 duration")]
    [InlineData("config.json", "\"deep\",", "\"clamped\",", "the node set 'clamped' is made of itself: clamped, clamped")]
    [InlineData("config.json", "\"node_id\": [\n        0,", "\"node_id\": [\n        3,", "node_id is 3: population lgn has nodes from 0 to 2", "\"node_set\": \"lgn\"", "\"node_set\": \"early\"")]
    [InlineData("config.json", "\"node_type_id\": 7", "\"node_type_id\": 77", "cells an object selects no node: must select at least one")]
    [InlineData("config.json", "\"U_m\"", "\"W_m\"", "nodes of cells-7 have no state variable 'W_m'; did you mean 'V_m'?")]
    [InlineData("config.json", "\"multimeter_report\"", "\"extracellular\"", "module is 'extracellular': must be membrane_report or multimeter_report")]
    [InlineData("node_types.csv", "nest:iaf_cond_exp", "nest:iaf_cond_exq", "node_types.csv: at row 3: expected a model_template that we have, found 'nest:iaf_cond_exq': we have no such model; did you mean 'nest:iaf_cond_exp'?")]
    [InlineData("node_types.csv", "nest:iaf_cond_exp", "nrn:IntFire1", "'nrn:IntFire1': must be a model of NEST: nest:iaf_psc_delta")]
    [InlineData("node_types.csv", "2             cells      point_neuron", "2             cells      biophysical ", "expected point_neuron, point_process or virtual as model_type, found 'biophysical', whose morphology and channels are not simulated here")]
    [InlineData("node_types.csv", "\n7   ", "\n77   ", "expected the node_type_id 7 of a node, found no row of that type")]
    [InlineData("node_types.csv", "\n8   ", "\n7   ", "expected another node_type_id in each row, found 7 again")]
    [InlineData("models/exp.json", "\"C_m\"", "\"C_n\"", "exp.json:2:10: nest:iaf_psc_exp has no parameter 'C_n'; did you mean 'C_m'?")]
    [InlineData("models/exp.json", "\"C_m\": 200.0", "\"C_m\": \"200 pF\"", "C_m is '200 pF': must be a finite number")]
    [InlineData("models/exp.json", "\"C_m\": 200.0", "\"C_m\": -200.0", "cells-1 capacitance [nF] is -0.2: must be above 0")]
    [InlineData("models/exp.json", "\"C_m\": 200.0", "\"delta\": 1.0", "delta is 1.0: must be 0 as delta, its default: we have nothing else")]
    [InlineData("models/glif.json", "-292.0", "-292.0, 1", "asc_amps has 3 numbers: must have 2, one for each after-spike current")]
    [InlineData("models/glif.json", "\"adapting_threshold\": false", "\"adapting_threshold\": true", "adapting_threshold is true: needs spike_dependent_threshold")]
    [InlineData("models/tsodyks.json", "\"U\": 0.4", "\"U\": 0.4, \"x\": 0.5", "x is 0.5: must be 1 as x, its default")]
    [InlineData("edge_types.csv", "1 static_synapse", "1 static_sinapse", "'static_sinapse': we have no such synapse; did you mean 'static_synapse'?")]
    [InlineData("edge_types.csv", "1 static_synapse 30", "1 static_synapse NULL", "expected a syn_weight, as other edges have, found none in its group or its type")]
    [InlineData("edge_types.csv", "NULL lgn_to_cells", "NULL lgn_to_cell", "expected the edge_type_id 100 of an edge, found no row of that type")]
    [InlineData("edge_types.csv", "20 1.0", "20 1e9", "expected a delay of at least a step of 0.1 ms, and at most 1048576 steps, found 1000000000")]
    [InlineData("edge_types.csv", "20 1.0", "1e39 1.0", "expected a finite syn_weight of single precision, found 1E+39")]
    [InlineData("spikes.csv", "lgn 2\n", "lgn 3\n", "expected node ids from 0 to 2, as population lgn has nodes, found 3")]
    [InlineData("spikes.csv", "0.60", "-0.60", "spikes.csv: at row 2: expected a time of at least 0 as timestamps, found '-0.60'")]
    public void What_is_wrong_is_told_with_its_place(string file, string right, string wrong, string message, string? alsoRight = null, string? alsoWrong = null)
    {
        SonataFiles.Change(_folder[file], right, wrong);
        if (alsoRight is not null)
        {
            SonataFiles.Change(_folder[file], alsoRight, alsoWrong!);
        }

        Assert.Contains(message, Refused(), StringComparison.Ordinal);
    }

    // What follows from a file or a type that is refused is no other finding.
    [Theory]
    [InlineData("config.json", "\"$MODELS\": \"./models\"", "\"$MODELS\": \"$B/x\", \"$B\": \"${MODELS}/y\"", "config.json:3:30: $MODELS stands for itself")]
    [InlineData("config.json", "\"$MODELS\": \"./models\"", "\"$NET\": \"./models\"", "config.json:10:32: there is no $MODELS in the manifest")]
    [InlineData("config.json", "\"nodes.h5\"", "\"none.h5\"", "none.h5: expected a file that can be read")]
    [InlineData("config.json", "\"nodes_file\"", "\"node_file\"", "config.json:15:7: an item of nodes is an object: must be an object with the key nodes_file")]
    [InlineData("config.json", "\"edge_types_file\"", "\"edge_type_file\"", "config.json:21:7: an item of edges has no edge_types_file: must be there beside the edges_file")]
    [InlineData("config.json", "\"tstop\"", "\"tstart\": 500, \"tstop\"", "config.json:6:15: tstart is 500: must be 0")]
    [InlineData("config.json", "\"end_time\": 90", "\"end_time\": 5", "config.json:98:19: end_time is 5 ms: must be after start_time, 10 ms")]
    [InlineData("edge_types.csv", "20 1.0", "20 0.04", "edge_types.csv: at row 6: expected a delay of at least a step of 0.1 ms, and at most 1048576 steps, found 0.04")]
    [InlineData("models/stdp.json", "{", "{\"delay\": 0.02,", "edge_types.csv: at row 11: expected a delay of at least a step of 0.1 ms, and at most 1048576 steps, found 0.02 in stdp.json")]
    [InlineData("models/port3.json", "3", "4", "edge_types.csv: at row 5: expected a receptor_type from 1 to 3, as tau_syn has time constants, found 4 in port3.json")]
    public void Only_the_cause_is_told(string file, string right, string wrong, string message)
    {
        SonataFiles.Change(_folder[file], right, wrong);
        string finding = Assert.Single(Assert.Throws<InvalidDescriptionException>(() => SonataExperiment.Read(_config)).Findings);
        Assert.StartsWith(_folder[message], finding, StringComparison.Ordinal);
    }

    [Fact]
    public void All_that_is_wrong_is_told_at_once()
    {
        SonataFiles.Change(_folder["node_types.csv"], "nest:iaf_cond_exp", "nest:hh");
        SonataFiles.Change(_folder["node_types.csv"], "izhikevich", "izhikevic");
        SonataFiles.Change(_folder["models/exp.json"], "C_m", "C_n");
        SonataFiles.Change(_config, "0.1", "\"0.1\"");
        SonataFiles.Change(_folder["edge_types.csv"], "tsodyks2", "tsodyks3");
        Assert.Equal(5, Assert.Throws<InvalidDescriptionException>(() => SonataExperiment.Read(_config)).Findings.Count);
    }

    // Of a file of edges that this test writes; its population goes from lgn to cells.
    [Theory]
    [InlineData("lgn", new long[] { 0, 3 }, new long[] { 14, 14 }, "/edges/e/source_node_id: at row 1: expected a node id from 0 to 2, found 3")]
    [InlineData("lgn", new long[] { 0, 1 }, new long[] { 14, -1 }, "/edges/e/target_node_id: at row 1: expected a node id from 0 to 15, found -1")]
    [InlineData("lgn", new long[] { 0, long.MaxValue }, new long[] { 14, 14 }, "expected a node id from 0 to 2, found 9.223372036854776E+18")]
    [InlineData("lgn", new long[] { 0, 1 }, new long[] { 14 }, "expected 2 ids, as there are sources, found 1")]
    [InlineData("lgm", new long[] { 0 }, new long[] { 14 }, "expected an attribute node_population that names a population of nodes, found 'lgm'; did you mean 'lgn'?")]
    [InlineData(null, new long[] { 0 }, new long[] { 14 }, "expected an attribute node_population that names a population of nodes, found none")]
    [InlineData("lgn", new long[] { 0 }, new long[] { 14 }, "/edges/e/edge_group_index: at row 0: expected from 0 to 0, as group 0 has syn_weight, found 5", 0)]
    [InlineData("lgn", new long[] { 0 }, new long[] { 14 }, "/edges/e/edge_group_id: at row 0: expected the number of a group of /edges/e (0), found 7", 7)]
    public void Edges_that_lead_nowhere_are_refused(string? population, long[] sources, long[] targets, string message, int? ofGroup = null)
    {
        H5Dataset End(long[] ids, string? of)
        {
            var set = new H5Dataset(ids);
            if (of is not null)
            {
                set.Attributes["node_population"] = of;
            }

            return set;
        }

        var edges = new H5Group
        {
            ["source_node_id"] = End(sources, population),
            ["target_node_id"] = End(targets, "cells"),
            ["edge_type_id"] = Enumerable.Repeat(1, sources.Length).ToArray(),
        };
        if (ofGroup is int group)
        {
            edges["edge_group_id"] = new[] { group };
            edges["edge_group_index"] = new[] { 5 };
            edges["0"] = new H5Group { ["syn_weight"] = new[] { 1.0 } };
        }

        new H5File { ["edges"] = new H5Group { ["e"] = edges } }.Write(_folder["edges.h5"]);
        Assert.Contains(message, Refused(), StringComparison.Ordinal);
    }

    [Fact]
    public void Nodes_have_each_id_once_and_a_group_that_is_there()
    {
        string Finding(H5Group nodes)
        {
            new H5File { ["nodes"] = new H5Group { ["cells"] = nodes } }.Write(_folder["nodes.h5"]);
            return Refused();
        }

        Assert.Contains(
            "/nodes/cells/node_id: at row 1: expected each id from 0 to one less than there are nodes once, found 0 again",
            Finding(new H5Group { ["node_type_id"] = new[] { 1, 1 }, ["node_id"] = new[] { 0, 0 } }), StringComparison.Ordinal);
        Assert.Contains(
            "expected a node id from 0 to 1, found 2", Finding(new H5Group { ["node_type_id"] = new[] { 1, 1 }, ["node_id"] = new[] { 2, 0 } }), StringComparison.Ordinal);
        Assert.Contains(
            "at row 1: expected from 0 to 0, as group 0 has dynamics_params/V_th, found 1",
            Finding(new H5Group
            {
                ["node_type_id"] = new[] { 1, 1 },
                ["node_group_id"] = new[] { 0, 0 },
                ["node_group_index"] = new[] { 0, 1 },
                ["0"] = new H5Group { ["dynamics_params"] = new H5Group { ["V_th"] = new[] { -50.0 } } },
            }),
            StringComparison.Ordinal);
        Assert.Contains(
            "has dynamics_params/V_ht: nest:iaf_psc_exp have no such number; did you mean 'V_th'?",
            Finding(new H5Group { ["node_type_id"] = new[] { 1 }, ["0"] = new H5Group { ["dynamics_params"] = new H5Group { ["V_ht"] = new[] { -50.0 } } } }),
            StringComparison.Ordinal);
        Assert.Contains(
            "expected a finite V_th, found NaN",
            Finding(new H5Group { ["node_type_id"] = new[] { 1 }, ["0"] = new H5Group { ["dynamics_params"] = new H5Group { ["V_th"] = new[] { double.NaN } } } }),
            StringComparison.Ordinal);
        Assert.Contains(
            "expected at most 64 different sets of C_m in type 1 of nest:iaf_psc_exp",
            Finding(new H5Group
            {
                ["node_type_id"] = Enumerable.Repeat(1, 65).ToArray(),
                ["0"] = new H5Group { ["dynamics_params"] = new H5Group { ["C_m"] = Enumerable.Range(100, 65).Select(i => (double)i).ToArray() } },
            }),
            StringComparison.Ordinal);
    }

    // Whatever byte is another one: it is read, or refused.
    [Theory]
    [InlineData("nodes.h5", 25)]
    [InlineData("edges.h5", 25)]
    [InlineData("config.json", 60)]
    [InlineData("node_types.csv", 25)]
    [InlineData("edge_types.csv", 25)]
    [InlineData("models/glif.json", 25)]
    public void A_damaged_file_is_refused_or_read(string file, int times)
    {
        byte[] whole = File.ReadAllBytes(_folder[file]);
        var random = new Random(1);
        int refused = 0;
        for (int i = 0; i < times; i++)
        {
            byte[] damaged = [.. whole];
            for (int changes = 1 + random.Next(3); changes > 0; changes--)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            File.WriteAllBytes(_folder[file], i % 10 == 9 ? damaged[..random.Next(damaged.Length)] : damaged);
            try
            {
                SonataExperiment.Read(_config);
            }
            catch (InvalidDescriptionException exception)
            {
                Assert.All(exception.Findings, finding => Assert.DoesNotContain('\n', finding));
                refused++;
            }
        }

        Assert.True(refused > 3, $"{refused} refused");
    }

    [Fact]
    public void A_manifest_that_grows_without_end_is_refused()
    {
        string lines = string.Concat(Enumerable.Range(0, 30).Select(i => $"\"$V{i}\": \"$V{i + 1}$V{i + 1}/\", ")) + "\"$V30\": \"aaaaaaaaaaaaaaaa\", ";
        SonataFiles.Change(_config, "\"$MODELS\": \"./models\"", lines + "\"$MODELS\": \"$V0\"");
        Assert.Contains("must have at most 4096", Refused(), StringComparison.Ordinal);
    }

    [Fact]
    public void Lists_that_are_too_long_do_not_travel_and_it_is_told_what_to_do()
    {
        var experiment = SonataExperiment.Read(_config);
        Assert.Contains(
            $"has lists that are too long to travel, to a cluster or into a checkpoint: write it as a description, 'snncluster describe {_config} --out",
            Assert.Throws<InvalidDescriptionException>(() => experiment.ToReference(0.1, 1, mostThatTravel: 8)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_that_nothing_looks_for_are_noted()
    {
        SonataFiles.Change(_config, "\"tstop\": 100.0", "\"tstop\": 100.0, \"tstopp\": 200.0");
        SonataFiles.Change(_config, "\"enabled\": false", "\"enabled\": false, \"enabeld\": true");
        string[] notes = [.. SonataExperiment.Read(_config).Notes];
        Assert.Contains(notes, note => note.EndsWith(":6:21: key 'tstopp' is not looked at; did you mean 'tstop'?", StringComparison.Ordinal));
        Assert.Contains(notes, note => note.EndsWith("key 'enabeld' is not looked at; did you mean 'enabled'?", StringComparison.Ordinal));
    }

    [Fact]
    public void Descriptions_are_no_configurations()
    {
        File.WriteAllText(_folder["network.json"], NetworkFile.Of(new BrunelExperiment(), ExperimentSettings.Of(new BrunelExperiment())).ToJson());
        File.WriteAllText(_folder["broken.json"], "{");
        Assert.Equal(
            [true, true, true, false, false, false],
            new[] { _config, SonataFiles.ThreeHundred, Path.Combine(SonataFiles.Folder, "three-hundred", "circuit_config.json"), _folder["network.json"], _folder["broken.json"], _folder["none.json"] }
                .Select(SonataExperiment.IsOne));
    }

    [Fact]
    public void A_circuit_alone_runs_with_our_defaults()
    {
        var circuit = SonataExperiment.Read(Path.Combine(SonataFiles.Folder, "three-hundred", "circuit_config.json"));
        Assert.Equal((0.1, 1000, "three-hundred"), (circuit.DefaultDtMs, circuit.DefaultDurationMs, circuit.Name));
        Assert.Contains(circuit.Notes, note => note.Contains("has no 'run': a step is 0.1 ms and the run 1000 ms long", StringComparison.Ordinal));
    }

    [Fact]
    public void The_document_has_every_model_parameter_and_variable()
    {
        string text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Sonata", "sonata.md"));
        IEnumerable<string> names =
        [
            .. CellTemplates.All.SelectMany(template => (string[])[template.Name, .. template.Parameters.Select(parameter => parameter.Name)]),
            .. CellTemplates.All.SelectMany(template => template.Create(new CellValues(template.Parameters, new Dictionary<string, double[]>()), 0.05, _ => { }).Recordables.Keys),
            .. SynapseTemplates.All.SelectMany(template => (string[])[template.Name, .. template.Parameters.Select(parameter => parameter.Name)]),
        ];
        Assert.Equal("", string.Join(", ", names.Distinct().Where(name => !text.Contains($"`{name}`", StringComparison.Ordinal))));
    }

    [Fact]
    public void Every_model_is_valid_with_its_defaults()
    {
        foreach (CellTemplate template in CellTemplates.All)
        {
            CellModel model = template.Create(new CellValues(template.Parameters, new Dictionary<string, double[]>()), 0.05, note => Assert.Fail(note));
            var network = new NetworkDescription
            {
                DtMs = 0.05,
                Populations = [new PopulationDescription { Name = "cells", Size = 2, Model = model.Model, Receptors = model.Receptors, InitialState = model.InitialState }],
            };
            Assert.Empty(network.Validate());
            Assert.All(model.Recordables.Values, variable => Assert.Contains(variable, StateVariables.Of(network, 0)));
        }
    }

    private string Refused() => Assert.Throws<InvalidDescriptionException>(() => SonataExperiment.Read(_config)).Message;
}
