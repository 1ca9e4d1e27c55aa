namespace Upshot.Observe.Policy.Privacy;

/// <summary>
/// Under which names libraries set the same thing: versions of the semantic conventions follow each other, and both are sent for
/// years. What is classed under one name is classed under all, unless the plan defines the other itself.
/// </summary>
/// <remarks>Source: OpenTelemetry semantic conventions, migration guides of HTTP, databases, messaging and RPC.</remarks>
internal static class LibraryNames
{
    /// <summary>Each line is one thing.</summary>
    private static readonly string[][] s_same =
    [
        ["client.address", "http.client_ip"],
        ["network.peer.address", "net.sock.peer.addr", "net.peer.ip"],
        ["network.local.address", "net.sock.host.addr", "net.host.ip"],
        ["server.address", "net.host.name", "net.peer.name", "http.host", "http.server_name"],
        ["url.full", "http.url"],
        ["url.scheme", "http.scheme"],
        ["user_agent.original", "http.user_agent"],
        ["http.request.method", "http.method"],
        ["http.response.status_code", "http.status_code"],
        ["user.id", "enduser.id"],
        ["user.roles", "enduser.role"],
        ["db.query.text", "db.statement"],
        ["db.namespace", "db.name"],
        ["db.query.parameter", "db.operation.parameter"],
        ["messaging.destination.name", "messaging.destination"],
        ["messaging.message.id", "messaging.message_id"],
        ["messaging.message.conversation_id", "messaging.conversation_id"],
        ["messaging.client.id", "messaging.client_id", "messaging.kafka.client_id"],
        ["messaging.kafka.message.key", "messaging.kafka.message_key"],
        ["rpc.request.metadata", "rpc.grpc.request.metadata", "rpc.connect_rpc.request.metadata"],
        ["rpc.response.metadata", "rpc.grpc.response.metadata", "rpc.connect_rpc.response.metadata"],
        ["session.id", "session.previous_id"],
        ["gen_ai.input.messages", "gen_ai.prompt"],
        ["gen_ai.output.messages", "gen_ai.completion"],
        ["process.command_line", "process.command_args"],
        ["code.function.name", "code.function"],
        ["code.file.path", "code.filepath"],
        ["deployment.environment.name", "deployment.environment"],
    ];

    /// <summary>The value of the first is part of the others' values.</summary>
    private static readonly (string Part, string[] Wholes, Treatment? Treatment)[] s_within =
    [
        ("url.query", ["url.full", "http.url", "http.target"], Treatment.CutQuery),
        ("url.path", ["url.full", "http.url", "http.target"], null),
        ("exception.message", ["exception.stacktrace"], null),
    ];

    public static IEnumerable<string> SameAs(string name) => s_same.Where(g => g.Contains(name)).SelectMany(g => g).Where(n => n != name);

    /// <summary>Attributes whose values hold that of <paramref name="name"/>, and what is to be done to them.</summary>
    public static IEnumerable<(string Name, Treatment Treatment)> Around(string name, Treatment treatment) =>
        s_within.Where(w => w.Part == name).SelectMany(w => w.Wholes.Select(n => (n, w.Treatment ?? treatment)));
}
