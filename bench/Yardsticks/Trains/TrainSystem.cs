namespace Upshot.Yardsticks.Trains;

/// <summary>An operation of a service: its steps in order, each some work of its own and then, where it has one, a call.</summary>
internal sealed record TrainOperation(string Service, string Name, IReadOnlyList<TrainStep> Steps);

/// <param name="WorkMillis">The median of its own work.</param>
/// <param name="Calls">Null: it calls nobody.</param>
/// <param name="Database">It asks its database.</param>
/// <param name="Logs">What it logs when the step is done; empty: nothing.</param>
internal sealed record TrainStep(double WorkMillis, TrainOperation? Calls, bool Database, string Logs);

/// <summary>A drawn system of services as ticket shops are: a gateway, services that call services, databases below.</summary>
internal sealed record TrainSystem(IReadOnlyList<TrainOperation> Entries, IReadOnlyList<string> Services)
{
    private static readonly string[] Nouns =
    [
        "order", "travel", "route", "train", "station", "price", "seat", "basic", "config", "contacts", "user", "auth", "payment", "inside-payment", "food", "consign", "assurance", "security",
        "notification", "preserve", "cancel", "rebook", "execute", "verification-code", "ticketinfo", "order-other", "travel-plan", "route-plan", "consign-price", "delivery",
    ];

    private static readonly string[] Verbs = ["query", "create", "find", "check", "update", "list", "calculate", "get", "verify", "reserve"];

    private static readonly string[] Endings = ["", "ById", "All", "ForUser", "ByDate"];

    public static TrainSystem Draw(Random random, int services)
    {
        string[] names = [.. Nouns.OrderBy(_ => random.Next()).Take(services).Select(n => $"ts-{n}-service")];
        // Services call only those behind them, so there is no circle.
        var operations = new List<TrainOperation>[names.Length];
        for (var s = names.Length - 1; s >= 0; s--)
        {
            operations[s] = [];
            for (var o = 0; o < 1 + random.Next(3); o++)
            {
                operations[s].Add(Operation(random, names, operations, s));
            }
        }

        var entries = new List<TrainOperation>();
        for (var e = 0; e < 8; e++)
        {
            var of = random.Next(Math.Max(1, names.Length / 3));
            var inner = operations[of][random.Next(operations[of].Count)];
            entries.Add(new TrainOperation("ts-gateway-service", $"POST /api/v1/{inner.Service[3..^8]}/{inner.Name}", [new TrainStep(1, inner, false, ""), new TrainStep(0.5, null, false, "")]));
        }

        return new TrainSystem(entries, [.. names, "ts-gateway-service"]);
    }

    public IEnumerable<TrainOperation> Reached() => Entries.SelectMany(Below).Distinct();

    private static IEnumerable<TrainOperation> Below(TrainOperation operation) => operation.Steps.Where(s => s.Calls is not null).SelectMany(s => Below(s.Calls!)).Prepend(operation);

    private static TrainOperation Operation(Random random, string[] names, List<TrainOperation>[] operations, int service)
    {
        var noun = names[service][3..^8];
        var name = $"{char.ToUpperInvariant(noun[0])}{noun[1..]}Controller.{Verbs[random.Next(Verbs.Length)]}{Endings[random.Next(Endings.Length)]}";
        var behind = names.Length - service - 1;
        var calls = behind == 0 ? 0 : random.Next(0, Math.Min(4, behind + 1));
        var steps = new List<TrainStep>();
        for (var c = 0; c < calls; c++)
        {
            var callee = service + 1 + random.Next(behind);
            steps.Add(new TrainStep(0.3 + (3 * random.NextDouble()), operations[callee][random.Next(operations[callee].Count)], false, random.NextDouble() < 0.6 ? $"[{name}] step {Verbs[random.Next(Verbs.Length)]} done for id " : ""));
        }

        var databases = calls == 0 ? 1 + random.Next(2) : random.Next(2);
        for (var d = 0; d < databases; d++)
        {
            steps.Insert(random.Next(steps.Count + 1), new TrainStep(0.5 + (4 * random.NextDouble()), null, true, random.NextDouble() < 0.5 ? $"[{name}] loaded rows of {noun}: " : ""));
        }

        steps.Add(new TrainStep(0.2, null, false, random.NextDouble() < 0.7 ? $"[{name}] Success for order " : ""));
        return new TrainOperation(names[service], name, steps);
    }
}
