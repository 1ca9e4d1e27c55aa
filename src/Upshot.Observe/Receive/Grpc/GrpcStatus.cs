namespace Upshot.Observe.Receive.Grpc;

/// <summary>The codes of google/rpc/code.proto that a receiver answers with.</summary>
internal enum GrpcStatus
{
    Ok = 0,
    InvalidArgument = 3,
    DeadlineExceeded = 4,
    ResourceExhausted = 8,
    Unimplemented = 12,
    Unavailable = 14,
}
