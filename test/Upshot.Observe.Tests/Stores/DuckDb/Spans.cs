using System.Buffers.Binary;
using Upshot.Observe.Tests.Signals;

namespace Upshot.Observe.Tests.Stores.DuckDb;

/// <summary>Requests with many different spans, the same for the same seed.</summary>
internal static class Spans
{
    public static ProtoMessage One(Random random, ulong start, ulong nanos, string route = "/checkout", bool isError = false, string? traceState = null)
    {
        var span = new ProtoMessage().Blob(1, Bytes(random, 16)).Blob(2, Bytes(random, 8)).Text(5, $"GET {route}").Varint(6, 2)
            .Fixed64(7, start).Fixed64(8, start + nanos).Attribute(9, "http.route", route).Attribute(9, "http.request.method", "GET");
        span = isError ? span.Message(15, new ProtoMessage().Varint(3, 2)) : span;
        return traceState is null ? span : span.Text(3, traceState);
    }

    public static ProtoMessage Request(int seed, int count, string version = "1.0", string instance = "a", Func<Random, ProtoMessage>? span = null)
    {
        var random = new Random(seed);
        var resource = new ProtoMessage().Attribute(1, "service.name", "shop").Attribute(1, "service.version", version).Attribute(1, "service.instance.id", instance);
        var make = span ?? (r => One(r, Otlp.Noon + (ulong)r.NextInt64(3_600_000_000_000), (ulong)r.NextInt64(1_000_000, 500_000_000)));
        return Otlp.Request(resource, Otlp.Scope(), [.. Enumerable.Range(0, count).Select(_ => make(random))]);
    }

    private static byte[] Bytes(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes, random.Next(1, int.MaxValue));
        return bytes;
    }
}
