namespace Upshot.Yardsticks.Trains;

/// <summary>Runs requests through a drawn system and gives what it emits, in a normal window and then a bad one.</summary>
internal sealed class TrainRun(Random random, TrainSystem system, TrainFault fault, bool clientSpans)
{
    public const long NormalFrom = 1_700_000_000_000_000_000;
    private const long Second = 1_000_000_000;
    public const long NormalTo = NormalFrom + (300 * Second);
    public const long BadFrom = NormalTo + (600 * Second);

    private readonly TrainTelemetry _out = new([], [], []);
    private readonly Dictionary<string, string> _pods = system.Services.ToDictionary(s => s, s => $"{s}-{Suffix(random, 9)}-{Suffix(random, 5)}");
    private readonly Dictionary<string, double> _drift = [];
    private readonly Dictionary<string, long> _skew = system.Services.ToDictionary(s => s, _ => (long)((random.NextDouble() - 0.5) * 3_000_000));
    private string _trace = "";
    private bool _active;

    public long BadTo { get; } = BadFrom + ((90 + random.Next(120)) * Second);

    public TrainTelemetry Emit()
    {
        var load = 0.5 + (1.2 * random.NextDouble());
        Window(NormalFrom, NormalTo, 1.2, isBad: false);
        Window(BadFrom, BadTo, 1.2 * load, isBad: true);
        return _out;
    }

    private void Window(long from, long to, double perSecond, bool isBad)
    {
        foreach (var service in system.Services)
        {
            _drift[service] = Math.Exp(0.06 * Normal());
        }

        var begin = from + (long)((to - from) * fault.From);
        for (var at = from; at < to; at += (long)(Second / perSecond * -Math.Log(1 - random.NextDouble())))
        {
            _active = isBad && at >= begin;
            _trace = Hex(32);
            var entry = system.Entries[(int)(system.Entries.Count * random.NextDouble() * random.NextDouble())];
            _ = Call(entry, "", at);
        }

        for (var at = from; at < to; at += 30 * Second)
        {
            Metrics(at, perSecond, isBad && at >= begin);
        }
    }

    /// <summary>When it ends, and whether it worked.</summary>
    private (long End, bool Worked) Call(TrainOperation operation, string parent, long at)
    {
        var (service, span, skew) = (operation.Service, Hex(16), _skew[operation.Service]);
        var now = at;
        var worked = true;
        for (var s = 0; s < operation.Steps.Count; s++)
        {
            var step = operation.Steps[s];
            now += Work(service, step.WorkMillis);
            if (step.Database)
            {
                var took = Work(service, 1.5) + Delay(service, "");
                _out.Spans.Add(new(_trace, Hex(16), span, service, _pods[service], $"SELECT ts.{service[3..^8]}", "client", now + skew, took, false));
                now += took;
            }

            if (step.Calls is { } callee)
            {
                (now, var answered) = Remote(service, callee, span, now);
                if (!answered && (now & 7) != 0)
                {
                    Log(service, span, now, "ERROR", $"org.springframework.web.client.HttpServerErrorException: 500 from {callee.Service}\n\tat org.springframework.web.client.RestTemplate.doExecute(RestTemplate.java:785)");
                    worked = false;
                    break;
                }
            }

            if (_active && fault.Operation == operation && s == fault.AtStep && fault.Kind is TrainFaultKind.Exception or TrainFaultKind.Return && _active && fault.Operation == operation && s == fault.AtStep)
            {
                worked = fault.Kind == TrainFaultKind.Return && random.NextDouble() < 0.7;
                if (fault.Kind == TrainFaultKind.Exception)
                {
                    Log(service, span, now, "ERROR", $"Servlet.service() threw exception\njava.lang.IllegalStateException: injected at {Hex(6)}\n\tat {operation.Name}({service}.java:42)");
                }

                break;
            }

            if (step.Logs.Length > 0)
            {
                Log(service, span, now, "INFO", step.Logs + Hex(8));
            }
        }

        // Some services fail now and then, and nobody minds.
        if (worked && service.Length % 5 == 0 && random.NextDouble() < 0.01)
        {
            Log(service, span, now, "ERROR", $"java.lang.NullPointerException: no such order {Hex(8)}");
            worked = false;
        }

        _out.Spans.Add(new(_trace, span, parent, service, _pods[service], operation.Name, "server", at + skew, Math.Max(1, now - at), !worked && fault.Kind != TrainFaultKind.Return));
        return (now, worked || fault.Kind == TrainFaultKind.Return && random.NextDouble() < 0.5);
    }

    private (long End, bool Worked) Remote(string caller, TrainOperation callee, string span, long now)
    {
        var client = clientSpans ? Hex(16) : span;
        var begin = now;
        now += Work(caller, 0.3) + Delay(caller, callee.Service);
        bool worked;
        if (_active && fault.Kind == TrainFaultKind.PodKill && fault.Service == callee.Service)
        {
            (now, worked) = (now + (3 * 1_000_000L), false);
            Log(caller, span, now, "ERROR", $"java.net.ConnectException: Connection refused to {callee.Service}");
        }
        else
        {
            (now, worked) = Call(callee, client, now);
        }

        now += Work(caller, 0.3) + Delay(caller, callee.Service);
        if (clientSpans)
        {
            _out.Spans.Add(new(_trace, client, span, caller, _pods[caller], $"HTTP {callee.Service}", "client", begin + _skew[caller], now - begin, !worked));
        }

        return (now, worked);
    }

    private long Delay(string caller, string callee) =>
        _active && fault.Kind == TrainFaultKind.NetworkDelay && (fault.Service == caller || fault.Service == callee) ? (long)(fault.Size * 1e6 / 2 * (0.8 + (0.4 * random.NextDouble()))) : 0;

    private long Work(string service, double millis)
    {
        var factor = _active && fault.Service == service && fault.Kind is TrainFaultKind.Cpu or TrainFaultKind.Memory && _active && fault.Service == service ? fault.Size : 1;
        var outlier = random.NextDouble() < 0.004 ? 25 : 1;
        return (long)(millis * 1e6 * _drift[service] * factor * outlier * Math.Exp(0.35 * Normal()));
    }

    private void Metrics(long at, double load, bool isFaulty)
    {
        foreach (var service in system.Services)
        {
            var here = isFaulty && fault.Service == service;
            if (here && fault.Kind == TrainFaultKind.PodKill)
            {
                _pods[service] = $"{service}-{_pods[service].Split('-')[^2]}-{Suffix(random, 5)}";
                continue;
            }

            Add("cpu_usage", (5 + (service.Length % 7 * 3)) * load * Math.Exp(0.15 * Normal()) * (here && fault.Kind == TrainFaultKind.Cpu ? fault.Size : 1));
            Add("memory_usage_mb", (300 + (service.Length * 10)) * Math.Exp(0.02 * Normal()) * (here && fault.Kind == TrainFaultKind.Memory ? fault.Size : 1));
            Add("network_receive_bytes", 5e4 * load * Math.Exp(0.2 * Normal()));
            Add("node_cpu_rate", 40 + (30 * random.NextDouble()));
            Add("disk_io", random.NextDouble() < 0.1 ? 500 : 20 * Math.Exp(0.3 * Normal()));

            void Add(string name, double value) => _out.Metrics.Add(new(at, service, _pods[service], name, value));
        }
    }

    private void Log(string service, string span, long at, string level, string message) => _out.Logs.Add(new(at, service, _pods[service], _trace, span, level, message));

    private double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private string Hex(int length) => string.Create(length, random, (text, r) =>
    {
        for (var i = 0; i < text.Length; i++)
        {
            text[i] = "0123456789abcdef"[r.Next(16)];
        }
    });

    private static string Suffix(Random random, int length) => string.Create(length, random, (text, r) =>
    {
        for (var i = 0; i < text.Length; i++)
        {
            text[i] = "bcdfghjklmnpqrstvwxz2456789"[r.Next(27)];
        }
    });
}
