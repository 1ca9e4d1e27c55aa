using System.Buffers.Binary;

namespace Upshot.Bench.Growth;

/// <summary>
/// Requests of a shop of three services, a thousand spans each: every trace has eight spans and ids of its own, and a million
/// spans are an hour. The same number gives the same request.
/// </summary>
internal static class SpanLoad
{
    public const int SpansARequest = 1_000, SpansATrace = 8;
    private const ulong NanosASpan = 3_600_000;
    private static readonly string[] s_services = ["shop", "inventory", "payment"];
    private static readonly string[] s_routes = ["/checkout", "/cart", "/search", "/account", "/returns"];

    public static DateTimeOffset StartOf(DateTimeOffset end, long spans) => end.AddTicks(-(long)NanosASpan * spans / 100);

    public static byte[] Request(long number, DateTimeOffset start)
    {
        var random = new Random((int)(number % int.MaxValue));
        var services = s_services.Select(_ => new OtlpBytes()).ToArray();
        for (var trace = 0; trace < SpansARequest / SpansATrace; trace++)
        {
            var first = (number * SpansARequest) + (trace * SpansATrace);
            Trace(random, TraceId(first), (ulong)(start.ToUnixTimeMilliseconds() * 1_000_000) + ((ulong)first * NanosASpan), services);
        }

        var request = new OtlpBytes();
        for (var i = 0; i < services.Length; i++)
        {
            var resource = new OtlpBytes().Attribute(1, "service.name", s_services[i]).Attribute(1, "service.version", "1.0").Attribute(1, "service.instance.id", $"{s_services[i]}-1").Attribute(1, "deployment.environment.name", "production");
            request.Message(1, new OtlpBytes().Message(1, resource).Message(2, services[i]));
        }

        return request.ToArray();
    }

    /// <summary>The id of the trace that begins with a span.</summary>
    public static byte[] TraceId(long firstSpan)
    {
        var random = new Random((int)(firstSpan % int.MaxValue));
        var id = new byte[16];
        random.NextBytes(id);
        BinaryPrimitives.WriteInt64BigEndian(id, firstSpan ^ BinaryPrimitives.ReadInt64BigEndian(id.AsSpan(8)));
        return id;
    }

    /// <summary>One in five hundred takes more than two seconds, none ten minutes.</summary>
    private static void Trace(Random random, byte[] id, ulong start, OtlpBytes[] services)
    {
        var route = s_routes[random.Next(s_routes.Length)];
        var took = (ulong)(20_000_000 * Math.Exp(random.NextDouble() * 3)) + (random.Next(500) == 0 ? 2_000_000_000UL : 0);
        var isError = random.Next(100) == 0;
        var root = Span(0, null, 2, $"GET {route}", took);
        for (var service = 1; service <= 2; service++)
        {
            var call = Span(0, root, 3, $"GET {s_services[service]}", took / 2);
            var served = Span(service, call, 2, $"GET /{s_services[service]}/items", took / 2);
            Span(service, served, 3, "SELECT items", took / 4);
        }

        Span(0, root, 1, "render", took / 8);

        byte[] Span(int service, byte[]? parent, ulong kind, string name, ulong duration)
        {
            var spanId = new byte[8];
            random.NextBytes(spanId);
            var begin = start + (ulong)random.Next(1_000_000);
            var span = new OtlpBytes().Blob(1, id).Blob(2, spanId).Text(5, name).Varint(6, kind).Fixed64(7, begin).Fixed64(8, begin + duration);
            if (parent is not null)
            {
                span.Blob(4, parent);
            }

            if (kind == 2)
            {
                span.Attribute(9, "http.request.method", "GET").Attribute(9, "http.route", parent is null ? route : name[4..]);
            }
            else if (name == "SELECT items")
            {
                span.Attribute(9, "db.system.name", "postgresql").Attribute(9, "db.query.text", "SELECT * FROM items WHERE id = ?");
            }

            if (isError && parent is null)
            {
                span.Message(15, new OtlpBytes().Varint(3, 2)).Attribute(9, "error.type", "500");
            }

            services[service].Message(2, span);
            return spanId;
        }
    }
}
