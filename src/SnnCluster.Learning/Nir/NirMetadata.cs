namespace SnnCluster.Learning.Nir;

/// <summary>
/// What NIR has no word for, as texts and numbers of the graph's metadata: written by us, and read where a graph has it. Other programs keep
/// it, and pay no heed to it.
/// </summary>
public static class NirMetadata
{
    /// <summary>Text: version of the program that wrote the graph.</summary>
    public const string Writer = "snncluster";

    /// <summary>Number: time step that decays stand for [s].</summary>
    public const string Dt = "dt";

    /// <summary>Text: how equations become steps, by the names of <see cref="NirMethod"/> in lower case.</summary>
    public const string Method = "method";

    /// <summary>Text: how neurons are reset, by the names of <see cref="NirReset"/> in lower case.</summary>
    public const string Reset = "reset";

    /// <summary>Number: steps from a spike to the next possible one, at least 1.</summary>
    public const string RefractorySteps = "refractory_steps";

    /// <summary>Number: steps that a spike takes along each edge into neurons.</summary>
    public const string EdgeDelaySteps = "edge_delay_steps";

    /// <summary>Text: which connections of sparse projections are written as zeros.</summary>
    public const string Sparse = "sparse";

    /// <summary>Text: name of the data set of the training.</summary>
    public const string DataSet = "data_set";

    /// <summary>Text: fingerprint of the data of the training.</summary>
    public const string DataFingerprint = "data_fingerprint";

    /// <summary>Text: a parameter of the training, by its name behind this.</summary>
    public const string Parameter = "parameter.";
}
