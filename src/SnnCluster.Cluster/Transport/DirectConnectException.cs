using System.Net.Sockets;

namespace SnnCluster.Cluster.Transport;

/// <summary>Why a direct connection did not come about.</summary>
public enum DirectFailure
{
    /// <summary>The address cannot be listened on.</summary>
    CannotListen,

    /// <summary>Nobody listens at the address.</summary>
    Refused,

    /// <summary>The address does not exist or cannot be reached.</summary>
    Unreachable,

    /// <summary>It took longer than the limit.</summary>
    TimedOut,

    /// <summary>The two sides did not agree on encryption.</summary>
    Encryption,

    /// <summary>The listener refused the hello; <see cref="DirectConnectException.Answer"/> says why.</summary>
    Rejected,

    /// <summary>What listens there does not speak this protocol, or went away.</summary>
    NoAnswer,
}

/// <summary>A direct connection between two nodes did not come about.</summary>
public sealed class DirectConnectException : Exception
{
    /// <summary>Says what failed.</summary>
    /// <param name="failure">The kind of failure.</param>
    /// <param name="address">The address, as "host:port".</param>
    /// <param name="reason">What was seen.</param>
    /// <param name="innerException">What caused it.</param>
    /// <param name="answer">What the listener answered, where it did.</param>
    public DirectConnectException(
        DirectFailure failure, string address, string reason, Exception? innerException = null, HelloAnswer? answer = null)
        : base($"{(failure == DirectFailure.CannotListen ? "cannot listen on" : "no connection to")} {address}: {reason}",
            innerException)
    {
        Failure = failure;
        Address = address;
        Answer = answer;
    }

    /// <summary>The kind of failure.</summary>
    public DirectFailure Failure { get; }

    /// <summary>The address, as "host:port".</summary>
    public string Address { get; }

    /// <summary>What the listener answered, where it did.</summary>
    public HelloAnswer? Answer { get; }

    internal static DirectConnectException From(string address, SocketException exception)
    {
        DirectFailure failure = exception.SocketErrorCode switch
        {
            SocketError.ConnectionRefused => DirectFailure.Refused,
            SocketError.TimedOut => DirectFailure.TimedOut,
            SocketError.ConnectionReset or SocketError.ConnectionAborted => DirectFailure.NoAnswer,
            _ => DirectFailure.Unreachable,
        };
        return new DirectConnectException(failure, address, exception.Message, exception);
    }

    internal static DirectConnectException From(string address, HelloAnswer answer, DirectIdentity identity) => answer switch
    {
        HelloAnswer.NoHello => Create(address, answer, "it did not take the hello for one"),
        HelloAnswer.WrongVersion => Create(address, answer, $"it speaks a protocol version other than {DirectHello.Version}"),
        HelloAnswer.WrongRun => Create(address, answer, $"it takes part in another run than {identity.RunId}"),
        HelloAnswer.UnknownPeer => Create(address, answer, $"it does not expect node {identity.Node}"),
        HelloAnswer.WrongToken => Create(address, answer, $"the token of node {identity.Node} is wrong"),
        HelloAnswer.TokenUsed => Create(address, answer, $"the token of node {identity.Node} has been used already"),
        _ => new DirectConnectException(
            DirectFailure.NoAnswer, address, $"it answered {(byte)answer}, which means nothing: something else listens there"),
    };

    private static DirectConnectException Create(string address, HelloAnswer answer, string reason) =>
        new(DirectFailure.Rejected, address, reason, null, answer);
}
