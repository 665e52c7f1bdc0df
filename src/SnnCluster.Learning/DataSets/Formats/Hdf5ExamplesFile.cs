namespace SnnCluster.Learning.DataSets.Formats;

/// <summary>
/// Events of one's own in the layout of the Heidelberg data sets (<see cref="SpikeTimesFile"/>), with as many channels and classes as there
/// are: data sets /channels and /classes say how many; without /classes there are at least as many as /extra/keys has names.
/// </summary>
internal sealed class Hdf5ExamplesFile(string path) : EventExamplesFile(path)
{
    public override DeclaredShape Declared()
    {
        using var file = Hdf5File.Open(Path);
        const string keys = "extra/keys";
        int[] names = file.Has("extra") && file.Has(keys) ? file.ShapeOf(keys) : [];
        return new DeclaredShape(Declared(file, "channels", 1), Declared(file, "classes", 2)) { Names = names.Length == 1 && names[0] > 0 ? Count(keys, 1, names[0]) : 0 };
    }

    public override void Read(ICollection<string> notes, ExampleTaker take) => SpikeTimesFile.Read(Path, int.MaxValue, notes, take);

    private int? Declared(Hdf5File file, string name, int least) => file.Has(name) ? Count(name, least, file.Values(name, limit: 1).Values) : null;
}
