using System.Diagnostics;
using OpenTelemetry;

namespace Upshot.Instrument.Spans;

/// <summary>
/// gRPC clients write their own spans, in words older than the conventions. They are named anew here, since the package
/// that does it has no stable version that a stable package could depend on.
/// </summary>
internal sealed class GrpcClientSpans : BaseProcessor<Activity>
{
    public const string Source = "Grpc.Net.Client";

    public override void OnEnd(Activity data)
    {
        if (data.Source.Name != Source || data.GetTagItem("grpc.method") is not string method)
        {
            return;
        }

        var name = method.TrimStart('/');
        data.DisplayName = name;
        data.SetTag("rpc.system.name", "grpc");
        data.SetTag("rpc.method", name);
        data.SetTag("grpc.method", null);
        if (data.GetTagItem("grpc.status_code")?.ToString() is not { } code || !int.TryParse(code, out var status))
        {
            return;
        }

        data.SetTag("grpc.status_code", null);
        data.SetTag("rpc.response.status_code", NameOf(status));
        if (status != 0)
        {
            data.SetTag("error.type", NameOf(status));
            data.SetStatus(ActivityStatusCode.Error);
        }
    }

    private static readonly string[] Names =
    [
        "OK", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND", "ALREADY_EXISTS", "PERMISSION_DENIED", "RESOURCE_EXHAUSTED",
        "FAILED_PRECONDITION", "ABORTED", "OUT_OF_RANGE", "UNIMPLEMENTED", "INTERNAL", "UNAVAILABLE", "DATA_LOSS", "UNAUTHENTICATED",
    ];

    private static string NameOf(int status) => status >= 0 && status < Names.Length ? Names[status] : "UNKNOWN";
}
