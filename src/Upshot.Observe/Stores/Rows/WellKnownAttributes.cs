using Upshot.Observe.Otlp;
using Upshot.Plan.Generate;

namespace Upshot.Observe.Stores.Rows;

/// <summary>
/// Attributes of the OpenTelemetry semantic conventions (stable ones, and the older names that SDKs still send) that get
/// a typed column whether or not a plan declares them.
/// </summary>
internal static class WellKnownAttributes
{
    /// <summary>The contract that generated instrumentation writes on what it emits: <c>id@version</c>.</summary>
    public const string Contract = CallSites.SignalAttribute;

    /// <summary>Whether the column is one that files of this signal have without a plan.</summary>
    public static bool IsOf(TelemetrySignal signal, string column) =>
        (signal switch { TelemetrySignal.Traces => OfSpans, TelemetrySignal.Logs => OfLogs, _ => OfMetrics }).Any(c => c.Name == column);

    public static IReadOnlyList<Column> OfSpans { get; } =
    [
        .. Text(
            "http.request.method", "http.route", "url.path", "url.scheme", "url.full", "url.query", "url.template", "server.address",
            "client.address", "user_agent.original", "network.peer.address", "network.protocol.version", "network.type", "network.transport",
            "error.type", "db.system.name", "db.namespace", "db.operation.name", "db.collection.name", "db.query.text",
            "db.client.connection.pool.name", "rpc.system", "rpc.service", "rpc.method", "messaging.system", "messaging.destination.name",
            "messaging.operation.name", "messaging.operation.type", "messaging.destination.partition.id", "messaging.client.id",
            "messaging.consumer.group.name", "code.function.name", "code.file.path", "thread.name", "enduser.id", "tls.protocol.version",
            "feature_flag.key", "feature_flag.result.variant", "http.method", "http.target", "http.url", "db.system", "db.statement", "db.name",
            Contract, CallSites.OutcomeAttribute),
        .. Integers(
            "http.response.status_code", "server.port", "network.peer.port", "http.request.body.size", "http.response.body.size",
            "db.response.returned_rows", "rpc.grpc.status_code", "messaging.message.body.size", "code.line.number", "thread.id",
            "http.status_code"),
    ];

    public static IReadOnlyList<Column> OfLogs { get; } =
    [
        .. Text(
            "logger.name", "log.iostream", "log.file.path", "thread.name", "enduser.id", "user.id", "session.id", "http.route", "http.request.method", "url.path",
            "client.address", "server.address", "db.system.name", "db.operation.name", "db.collection.name", "rpc.service", "rpc.method",
            "messaging.destination.name", "error.type", "exception.type", "exception.message", "exception.stacktrace", "code.function.name",
            "code.file.path", "feature_flag.key", "feature_flag.result.variant", Contract, CallSites.OutcomeAttribute),
        .. Integers("http.response.status_code", "thread.id", "code.line.number"),
    ];

    public static IReadOnlyList<Column> OfMetrics { get; } =
    [
        .. Text(
            "http.request.method", "http.route", "url.scheme", "url.template", "server.address", "network.protocol.name", "network.protocol.version",
            "error.type", "http.connection.state", "db.system.name", "db.namespace", "db.operation.name", "db.collection.name",
            "db.client.connection.state", "db.client.connection.pool.name", "rpc.system", "rpc.service", "rpc.method", "messaging.system",
            "messaging.operation.name", "messaging.destination.name", "messaging.consumer.group.name", "cpu.mode", "jvm.memory.type",
            "jvm.memory.pool.name", "jvm.gc.name", "jvm.gc.action", "jvm.thread.state", "gc.heap.generation", "dotnet.gc.heap.generation",
            "aspnetcore.routing.match_status", "signalr.connection.status", "system.device", "network.io.direction", "disk.io.direction",
            "feature_flag.key", "feature_flag.result.variant"),
        .. Integers("http.response.status_code", "server.port", "rpc.grpc.status_code"),
        Column.ForAttribute("jvm.thread.daemon", ColumnType.Boolean),
    ];

    private static IEnumerable<Column> Text(params string[] names) => names.Select(n => Column.ForAttribute(n, ColumnType.Text));

    private static IEnumerable<Column> Integers(params string[] names) => names.Select(n => Column.ForAttribute(n, ColumnType.Integer));
}
