using System.Reflection;
using Akka.Actor;

namespace SnnCluster.Cluster.Hosting;

/// <summary>
/// What a node does beside runs: an actor that the program brings along, and the messages that it speaks. It stands in
/// every node's <c>/user</c> under its name, where a <see cref="ServiceClient"/> finds it.
/// </summary>
/// <param name="Name">Its name among the node's actors, the same on all nodes.</param>
/// <param name="Props">The actor; the node starts one.</param>
/// <param name="Contracts">The assembly with its wire contracts, which nothing but the program itself can name.</param>
public sealed record NodeService(string Name, Props Props, Assembly Contracts);
