namespace SnnCluster.Learning.DataSets;

/// <summary>A published checksum of a file, as it is downloaded or unpacked.</summary>
/// <param name="FileName">The file's name as published, as shd_train.h5.zip.</param>
/// <param name="Algorithm">MD5 or SHA-256.</param>
/// <param name="Hex">The checksum in lower-case hexadecimal digits.</param>
public sealed record FileChecksum(string FileName, string Algorithm, string Hex);

/// <summary>A file, or a kind of files, that a data set is read from.</summary>
/// <param name="Name">Its name within the folder; of a kind of files a pattern, as Train/0..9/*.bin.</param>
/// <param name="Content">What it holds, in a few words.</param>
public sealed record DataSetFile(string Name, string Content)
{
    /// <summary>Other names under which it is found too, as with .gz behind it.</summary>
    public IReadOnlyList<string> OtherNames { get; init; } = [];

    /// <summary>Checksums that are publicly known; none: none is.</summary>
    public IReadOnlyList<FileChecksum> Checksums { get; init; } = [];
}
