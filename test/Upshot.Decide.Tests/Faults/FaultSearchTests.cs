using System.Globalization;
using System.Text;
using Upshot.Decide.Exports;
using Upshot.Decide.Faults;

namespace Upshot.Decide.Tests.Faults;

public class FaultSearchTests
{
    private const long Normal = 1_700_000_000_000_000_000;
    private const long Bad = Normal + 600_000_000_000;
    private const long Minute = 60_000_000_000;

    [Fact]
    public void Nothing_wrong_names_nobody() => Assert.Empty(FaultSearch.Of(Export(new Fault())));

    [Fact]
    public void Slow_work_names_the_service_and_the_path_to_it()
    {
        var fault = FaultSearch.Of(Export(new Fault { StockFactor = 6 }))[0];
        Assert.Equal("stock", fault.Service);
        Assert.Equal(FaultKind.SelfTime, fault.Kind);
        Assert.Equal("shop checkout", fault.Path[0]);
        Assert.Equal("stock reserve", fault.Path[^1]);
        Assert.True(fault.Share > 0.9);
    }

    [Fact]
    public void Time_between_two_services_is_of_the_network_of_the_called_one()
    {
        var fault = FaultSearch.Of(Export(new Fault { StockDelayMillis = 40 }))[0];
        Assert.Equal(("stock", FaultKind.Network), (fault.Service, fault.Kind));
    }

    [Fact]
    public void An_error_below_is_blamed_where_it_begins()
    {
        var fault = FaultSearch.Of(Export(new Fault { StockThrows = true }))[0];
        Assert.Equal(("stock", FaultKind.Errors), (fault.Service, fault.Kind));
        Assert.Contains(fault.Evidence, e => e.Contains("IllegalState", StringComparison.Ordinal));
    }

    [Fact]
    public void Work_that_is_left_out_is_named()
    {
        var fault = FaultSearch.Of(Export(new Fault { PaySkipsQuery = true }))[0];
        Assert.Equal(("pay", FaultKind.SkippedWork), (fault.Service, fault.Kind));
    }

    // Eighteen requests: so few lines less may be chance, but each of them had its line.
    [Fact]
    public void A_line_that_came_with_each_call_and_is_missing_from_some_is_work_that_is_left_out()
    {
        var fault = FaultSearch.Of(Export(new Fault { PaySkipsLine = true, Load = 0.15 }))[0];
        Assert.Equal(("pay", FaultKind.SkippedWork), (fault.Service, fault.Kind));
        Assert.Empty(FaultSearch.Of(Export(new Fault { Load = 0.15 })));
    }

    [Fact]
    public void A_call_that_does_not_arrive_names_who_was_called()
    {
        var fault = FaultSearch.Of(Export(new Fault { StockIsGone = true }))[0];
        Assert.Equal(("stock", FaultKind.Unavailable), (fault.Service, fault.Kind));
    }

    [Fact]
    public void A_resource_alone_names_its_service()
    {
        var fault = FaultSearch.Of(Export(new Fault { StockCpu = 5 }, traces: false))[0];
        Assert.Equal(("stock", FaultKind.Cpu), (fault.Service, fault.Kind));
    }

    // More traffic makes all of them use more.
    [Fact]
    public void Load_is_nobodys_fault() => Assert.Empty(FaultSearch.Of(Export(new Fault { Load = 3 })));

    [Fact]
    public void The_order_of_rows_and_other_names_change_nothing()
    {
        var fault = new Fault { StockFactor = 4 };
        var (one, other) = (FaultSearch.Of(Export(fault)), FaultSearch.Of(Export(fault, reversed: true)));
        Assert.Equal(one.Select(f => (f.Service, f.Kind)), other.Select(f => (f.Service, f.Kind)));
        Assert.Equal("bestand", FaultSearch.Of(Export(fault, stock: "bestand"))[0].Service);
    }

    [Fact]
    public void Circles_and_orphans_end() => Assert.NotNull(FaultSearch.Of(Raw(
        $"t,a,b,x,o,{Normal},5000000\nt,b,a,y,o,{Normal},5000000\nu,c,gone,x,o,{Bad},5000000\nu,c,c,x,o,{Bad},5000000\n")));

    private sealed record Fault
    {
        public double StockFactor { get; init; } = 1;
        public double StockDelayMillis { get; init; }
        public bool StockThrows { get; init; }
        public bool StockIsGone { get; init; }
        public bool PaySkipsQuery { get; init; }
        public bool PaySkipsLine { get; init; }
        public double StockCpu { get; init; } = 1;
        public double Load { get; init; } = 1;
    }

    private static TelemetryExport Raw(string rows)
    {
        var export = new TelemetryExport(new ExportWindow(Normal, Normal + (5 * Minute)), new ExportWindow(Bad, Bad + (2 * Minute)));
        export.AddTraces(Encoding.UTF8.GetBytes("trace,span,parent,service,operation,start,duration_ns\n".Replace("span,", "spanid,", StringComparison.Ordinal) + rows), "t.csv");
        return export;
    }

    private static TelemetryExport Export(Fault fault, bool traces = true, bool reversed = false, string stock = "stock")
    {
        var (spans, logs, metrics) = (new List<string>(), new List<string>(), new List<string>());
        var random = new Random(7);
        Window(Normal, 5, 1, new Fault());
        Window(Bad, 2, fault.Load, fault);
        if (reversed)
        {
            spans.Reverse();
        }

        var export = new TelemetryExport(new ExportWindow(Normal, Normal + (5 * Minute)), new ExportWindow(Bad, Bad + (2 * Minute)));
        if (traces)
        {
            export.AddTraces(Encoding.UTF8.GetBytes("traceid,spanid,parentid,service,operation,start,duration_ns,status\n" + string.Join('\n', spans)), "t.csv");
            export.AddLogs(Encoding.UTF8.GetBytes("time,service,level,message\n" + string.Join('\n', logs)), "l.csv");
        }

        export.AddMetrics(Encoding.UTF8.GetBytes("time,service,metric,value\n" + string.Join('\n', metrics)), "m.csv");
        return export;

        void Window(long from, int minutes, double load, Fault now)
        {
            for (var i = 0; i < 60 * minutes * load; i++)
            {
                Request(from + (long)(minutes * Minute * random.NextDouble()), now);
            }

            for (var at = from; at < from + (minutes * Minute); at += Minute / 2)
            {
                foreach (var service in new[] { "shop", stock, "pay", "mail", "web" })
                {
                    metrics.Add(string.Create(CultureInfo.InvariantCulture, $"{at},{service},cpu_usage,{20 * load * (0.9 + (0.2 * random.NextDouble())) * (service == stock ? now.StockCpu : 1)}"));
                }
            }
        }

        void Request(long at, Fault now)
        {
            var id = spans.Count.ToString("x8", CultureInfo.InvariantCulture) + from(at);
            var end = at + Millis(2);
            var failed = false;
            foreach (var callee in new[] { stock, "pay" })
            {
                var (call, delay) = (end, callee == stock ? now.StockDelayMillis : 0);
                var server = call + Millis(1 + (delay / 2));
                var took = Millis(callee == stock ? 8 * now.StockFactor : 6);
                var isGone = callee == stock && now.StockIsGone;
                var throws = callee == stock && now.StockThrows;
                end = isGone ? call + Millis(2) : server + took + Millis(1 + (delay / 2));
                failed = isGone || throws;
                Span(callee + "c", "r", "shop", $"call {callee}", call, end - call, failed);
                if (!isGone)
                {
                    Span(callee + "s", callee + "c", callee, callee == "pay" ? "charge" : "reserve", server, took, throws);
                    if (callee == "pay" && !now.PaySkipsQuery)
                    {
                        Span("q", callee + "s", callee, "SELECT cards", server + (took / 4), took / 2, false);
                    }

                    if (callee == "pay" && now.PaySkipsLine && random.NextDouble() < 0.6)
                    {
                        continue;
                    }

                    logs.Add(throws ? $"{server},{callee},ERROR,java.lang.IllegalStateException: no item {at % 99}" : $"{server},{callee},INFO,done with {at % 99}");
                }

                if (failed)
                {
                    logs.Add($"{end},shop,ERROR,call failed: 500 from {callee}");
                    break;
                }
            }

            Span("r", "", "shop", "checkout", at, end + Millis(1) - at, failed);

            void Span(string span, string parent, string service, string operation, long start, long nanos, bool isError) =>
                spans.Add($"{id},{span}{id},{(parent.Length == 0 ? "" : parent + id)},{service},{operation},{start},{nanos},{(isError ? "ERROR" : "OK")}");
        }

        static string from(long at) => (at % 100_000).ToString(CultureInfo.InvariantCulture);

        long Millis(double millis) => (long)(millis * 1e6 * (0.8 + (0.4 * random.NextDouble())));
    }
}
