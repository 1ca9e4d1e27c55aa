using Microsoft.Extensions.Time.Testing;
using Upshot.Evidence;
using Upshot.Observe.Stores.DuckDb;
using Upshot.Observe.Stores.DuckDb.Questions.Calls;
using Upshot.Observe.Stores.Questions;
using Upshot.Observe.Tests.Signals;
using Upshot.Observe.Tests.Stores.Contract;
using Upshot.Observe.Tests.Stores.InMemory;

namespace Upshot.Observe.Tests.Stores.DuckDb.Questions;

/// <summary>What is kept of calls is what a statement that joins all spans says, and what the simplest store says, whatever came meanwhile.</summary>
public sealed class CallMemoryTests
{
    private const ulong Second = 1_000_000_000;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Calls_are_those_of_a_statement_whatever_came_meanwhile(int seed)
    {
        var random = new Random(seed);
        var time = new FakeTimeProvider(Story.Noon.AddHours(1));
        using var directory = new StoreDirectory();
        await using var store = directory.Open(Story.Plan, time);
        var oracle = new InMemoryStore(Story.Plan);
        var asked = 0;
        for (var step = 0; step < 20; step++)
        {
            if (random.Next(4) == 0)
            {
                await store.SealAsync();
            }
            else
            {
                // Parts of traces come in requests of their own, some of them after a seal.
                foreach (var request in Traces(random).OrderBy(_ => random.Next()))
                {
                    await store.Send(request);
                    await oracle.Send(request);
                }
            }

            foreach (var question in Questions(random))
            {
                using var session = store.Queries.Session(withRollups: false, TestContext.Current.CancellationToken);
                var told = Told(store.Queries.Answer(question, TestContext.Current.CancellationToken));
                Assert.Equal(Told(CallStatement.Of(session, question)), told);
                Assert.Equal(Told(await oracle.AskAsync(question, TestContext.Current.CancellationToken)), told);
                asked += told.Length > 0 ? 1 : 0;
            }
        }

        Assert.True(asked > 20, "Most questions found nothing.");
    }

    [Fact]
    public async Task Merged_files_are_counted_once()
    {
        var random = new Random(4);
        var time = new FakeTimeProvider(Story.Noon.AddHours(1));
        using var directory = new StoreDirectory();
        await using var store = directory.Open(Story.Plan, time);
        for (var i = 0; i < 14; i++)
        {
            foreach (var request in Traces(random))
            {
                await store.Send(request);
            }

            await store.SealAsync();
        }

        var question = new CallQuestion(new(Story.Noon, Story.Noon.AddHours(1)), 100);
        var before = Told(store.Queries.Answer(question, TestContext.Current.CancellationToken));
        var files = Files(store);
        store.Maintain(confirmed: true);

        Assert.InRange(Files(store), 1, files - 1);
        Assert.Equal(before, Told(store.Queries.Answer(question, TestContext.Current.CancellationToken)));
    }

    private static int Files(TelemetryStore store)
    {
        using var session = store.Queries.Session(withRollups: false, TestContext.Current.CancellationToken);
        return session.Snapshot.Files.Count;
    }

    private static IEnumerable<CallQuestion> Questions(Random random)
    {
        yield return new(Times.All, 1000);
        yield return new(new(Story.Noon.AddMinutes(random.Next(20)), Story.Noon.AddMinutes(random.Next(20, 40))), 1000);
        yield return new(new(Story.Noon.AddSeconds(random.Next(1200)), Story.Noon.AddSeconds(random.Next(1200, 2400))), random.Next(1, 8)) { Environment = random.Next(2) == 0 ? "test" : "live" };
    }

    // Answers differ in the order in which their doubles were added up.
    private static string Told(IReadOnlyList<ServiceCall> calls) => string.Join('\n', calls.Select(c => FormattableString.Invariant($"{c.Caller}|{c.Callee}|{c.Kind}|{c.Calls:0.######}|{c.Errors:0.######}|{c.P50Millis:0.######}|{c.P95Millis:0.######}")));

    private static List<byte[]> Traces(Random random)
    {
        var spans = new Dictionary<(string Service, string Environment), List<ProtoMessage>>();
        for (var trace = 0; trace < 12; trace++)
        {
            var id = new byte[16];
            random.NextBytes(id);
            var environment = random.Next(4) == 0 ? "live" : "test";
            var at = Otlp.Noon + ((ulong)random.Next(2000) * Second);
            var state = random.Next(3) == 0 ? "ot=th:c" : "";
            byte[]? parent = null;
            for (var depth = 0; depth < random.Next(1, 7); depth++)
            {
                var own = new byte[8];
                random.NextBytes(own);
                var (service, kind) = ($"s{random.Next(4)}", (ulong)random.Next(1, 6));

                // Now and then long after, as what waits in a queue: beyond what is known to belong together.
                at += (ulong)random.Next(90) * Second * (random.Next(6) == 0 ? 6UL : 1UL);
                var span = new ProtoMessage().Blob(1, id).Blob(2, own).Text(3, state).Text(5, "x").Varint(6, kind).Fixed64(7, at).Fixed64(8, at + (ulong)random.Next(1_000_000_000)).Message(15, new ProtoMessage().Varint(3, (ulong)random.Next(3)));
                span = parent is null ? random.Next(8) == 0 ? span.Blob(4, own) : span : span.Blob(4, parent);
                span = kind is 3 or 4 ? Peer(span, random) : span;
                (spans.TryGetValue((service, environment), out var of) ? of : spans[(service, environment)] = []).Add(span);

                // A child of the same or of the one before: fan-out.
                parent = random.Next(4) == 0 ? parent ?? own : own;
            }
        }

        return [.. spans.Select(s => Otlp.Request(new ProtoMessage().Attribute(1, "service.name", s.Key.Service).Attribute(1, "deployment.environment.name", s.Key.Environment), Otlp.Scope(), [.. s.Value]).Bytes)];
    }

    private static ProtoMessage Peer(ProtoMessage span, Random random) => random.Next(5) switch
    {
        0 => span.Attribute(9, "db.system.name", "postgresql").Attribute(9, "db.namespace", $"n{random.Next(2)}"),
        1 => span.Attribute(9, "db.system", "redis"),
        2 => span.Attribute(9, "messaging.system", "kafka").Attribute(9, "messaging.destination.name", "orders"),
        3 => span.Attribute(9, "server.address", "mail.example"),
        _ => span,
    };
}
