namespace Upshot.Decide.Verification;

/// <summary>
/// Names of instrumentation scopes that belong to libraries and frameworks. What these emit follows the semantic conventions,
/// or is the library's own affair; a plan declares what its product emits.
/// </summary>
internal static class LibraryScopes
{
    private static readonly string[] s_prefixes =
    [
        "Microsoft.", "System.", "OpenTelemetry.", "Upshot.Instrument", "upshot.", "@opentelemetry/", "io.opentelemetry", "opentelemetry.", "opentelemetry-", "go.opentelemetry.io/",
        "github.com/open-telemetry/", "Experimental.", "Grpc.", "Azure.", "Amazon.", "AWSSDK", "Npgsql", "MySqlConnector", "MySql.Data", "Oracle.", "MongoDB.", "StackExchange.Redis",
        "Confluent.Kafka", "RabbitMQ.", "MassTransit", "NServiceBus", "HotChocolate", "Elastic.", "Quartz", "Hangfire", "Polly", "Orleans", "Yarp.", "Wolverine",
        "OpenTelemetry::", "opentelemetry_", "@prisma/", "@fastify/otel", "@vercel/", "next.js", "prisma", "mongoose", "kafkajs", "pymongo", "sqlalchemy", "celery", "spring", "io.micrometer", "io.vertx", "io.grpc",
    ];

    private static readonly HashSet<string> s_whole = new(StringComparer.Ordinal) { "Npgsql", "Polly", "Quartz", "Orleans", "Grpc", "connectrpc" };

    public static bool Contains(string scope) =>
        s_whole.Contains(scope) || s_prefixes.Any(prefix => scope.StartsWith(prefix, StringComparison.Ordinal));
}
