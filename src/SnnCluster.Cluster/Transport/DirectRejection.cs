using System.Net;

namespace SnnCluster.Cluster.Transport;

/// <summary>A connection that a listener closed because it was not what it waits for.</summary>
/// <param name="Remote">Where it came from; null where that is not known any more.</param>
/// <param name="Answer">Why it was closed.</param>
/// <param name="Cause">What failed, where something did.</param>
public sealed record DirectRejection(EndPoint? Remote, HelloAnswer Answer, Exception? Cause = null);
