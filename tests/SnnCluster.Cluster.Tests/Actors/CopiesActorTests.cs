using Akka.Actor;
using Akka.TestKit.Xunit2;
using SnnCluster.Cluster.Actors;
using SnnCluster.Cluster.Wire.Contracts;

namespace SnnCluster.Cluster.Tests.Actors;

/// <summary>Bad requests for copies: each has an answer that says why, and changes nothing.</summary>
public sealed class CopiesActorTests : TestKit
{
    private readonly string _folder = Directory.CreateTempSubdirectory("snncluster-cluster-").FullName;
    private readonly IActorRef _copies;

    public CopiesActorTests() => _copies = Sys.ActorOf(Props.Create(() => new CopiesActor()));

    [Fact]
    public void A_file_goes_in_and_comes_out()
    {
        _copies.Tell(new CreateCopy { Folder = _folder, Name = "coordinator-000001", Content = [1, 2, 3], Token = "t" }, TestActor);
        Assert.True(ExpectMsg<CopyDone>().IsThere);
        _copies.Tell(new ListCopies { Folder = _folder }, TestActor);
        CopiesListed listed = ExpectMsg<CopiesListed>();
        Assert.Equal("t", listed.Token);
        Assert.Equal([("coordinator-000001", 3L), ("token", 1L)], listed.Files.Select(file => (file.Name, file.Bytes)).Order());
        _copies.Tell(new ReadCopy { Folder = _folder, Name = "coordinator-000001", Offset = 1, Count = 2 }, TestActor);
        Assert.Equal([2, 3], ExpectMsg<CopyRead>().Data);
        _copies.Tell(new DeleteCopy { Folder = _folder, Name = "coordinator-000001" }, TestActor);
        ExpectMsg<CopyDone>();
        _copies.Tell(new ReadCopy { Folder = _folder, Name = "coordinator-000001", Offset = 0, Count = 1 }, TestActor);
        Assert.Contains("coordinator-000001", ExpectMsg<CopyFailed>().Reason);
    }

    [Fact]
    public void A_folder_is_a_full_path_and_a_name_that_of_a_file_of_checkpoints()
    {
        _copies.Tell(new ListCopies { Folder = "checkpoints" }, TestActor);
        Assert.Contains("is no full path", ExpectMsg<CopyFailed>().Reason);
        _copies.Tell(new ReadCopy { Folder = "/etc", Name = "passwd", Offset = 0, Count = 1 }, TestActor);
        Assert.Contains("the name of no file of checkpoints", ExpectMsg<CopyFailed>().Reason);
        _copies.Tell(new TakeCopy { Folder = _folder, Name = "../x", Bytes = 1 }, TestActor);
        Assert.Contains("the name of no file of checkpoints", ExpectMsg<CopyFailed>().Reason);
        _copies.Tell(new ReadCopy { Folder = _folder, Name = "token", Offset = 0, Count = ReadCopy.MaxBytes + 1 }, TestActor);
        Assert.Contains("at once", ExpectMsg<CopyFailed>().Reason);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
    }

    [Fact]
    public void A_folder_of_another_run_takes_nothing()
    {
        _copies.Tell(new CreateCopy { Folder = _folder, Name = "coordinator-000001", Content = [1], Token = "one" }, TestActor);
        ExpectMsg<CopyDone>();
        _copies.Tell(new CreateCopy { Folder = _folder, Name = "coordinator-000002", Content = [2], Token = "other" }, TestActor);
        ExpectMsg<CopyFailed>();
        _copies.Tell(new TakeCopy { Folder = _folder, Name = "coordinator-000003", Bytes = 1, Token = "other" }, TestActor);
        ExpectMsg<CopyFailed>();
        Assert.Equal(["coordinator-000001", "token"], Directory.GetFiles(_folder).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void Whoever_is_no_member_is_refused()
    {
        var client = new ClaimedSender("akka.tcp://snncluster@client:1/user/x", (ExtendedActorSystem)Sys, TestActor);
        _copies.Tell(new ListCopies { Folder = _folder }, client);
        Assert.Contains("only nodes of the cluster", ExpectMsg<CopyFailed>().Reason);
        _copies.Tell(new TakeCopy { Folder = _folder, Name = "token", Bytes = 1 }, client);
        Assert.Contains("only nodes of the cluster", ExpectMsg<CopyFailed>().Reason);
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        Directory.Delete(_folder, recursive: true);
    }
}
