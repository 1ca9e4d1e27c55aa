using System.CommandLine;
using System.Text.Json;

namespace Shop.Load;

internal static class LoadCommand
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static Command Create()
    {
        var target = new Option<string[]>("--target") { Description = "Address of a storefront; may be given more than once.", DefaultValueFactory = _ => ["http://127.0.0.1:4701"] };
        var rate = new Option<double>("--rate") { Description = "Visits a second in the mean; each makes about five requests.", DefaultValueFactory = _ => 20 };
        var seconds = new Option<double>("--seconds") { Description = "How long the run takes.", DefaultValueFactory = _ => 30 };
        var seed = new Option<int>("--seed") { Description = "Decides arrivals and choices.", DefaultValueFactory = _ => 1 };
        var warmUp = new Option<int>("--warm-up") { Description = "Visits to make first, without being measured.", DefaultValueFactory = _ => 0 };
        var align = new Option<double>("--align") { Description = "Begin when the clock is at a multiple of so many seconds, so that blocks of that length are whole; warm-up goes on until then.", DefaultValueFactory = _ => 0 };
        var format = new Option<string>("--format") { Description = "Of the summary.", DefaultValueFactory = _ => "table" };
        format.AcceptOnlyFromAmong("table", "json");
        target.Validators.Add(result =>
        {
            foreach (var text in result.Tokens.Select(token => token.Value).Where(text => !(Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")))
            {
                result.AddError($"--target is '{text}'; it takes an address such as http://127.0.0.1:4701.");
            }
        });
        rate.Validators.Add(result => Within(result, rate, 0.1, 1000));
        seconds.Validators.Add(result => Within(result, seconds, 1, 86_400));
        align.Validators.Add(result => Within(result, align, 0, 3600));

        var command = new Command("load", "Visit the Shop: seeded arrivals over a day curve, several journeys, think time.") { target, rate, seconds, seed, warmUp, align, format };
        command.SetAction(async (parsed, stop) =>
        {
            using var driver = new Driver([.. parsed.GetValue(target)!.Select(text => new Uri(text))]);
            var length = TimeSpan.FromSeconds(parsed.GetValue(seconds));
            var visits = Schedule.Make(parsed.GetValue(seed), parsed.GetValue(rate), length);
            await driver.WarmUp(Schedule.MakeWarmUp(parsed.GetValue(seed), parsed.GetValue(warmUp)), () => NextMultiple(parsed.GetValue(align)), stop);
            var summary = await driver.Run(visits, length, Report, stop);
            Console.WriteLine(parsed.GetValue(format) == "json" ? JsonSerializer.Serialize(summary, Json) : Table(summary));
            return summary.Requests > 0 && summary.Failures < summary.Requests ? 0 : 1;
        });
        return command;
    }

    private static DateTimeOffset NextMultiple(double seconds)
    {
        var now = DateTimeOffset.UtcNow;
        var length = TimeSpan.FromSeconds(seconds).Ticks;
        return length == 0 ? now : new DateTimeOffset(((now.UtcTicks / length) + 1) * length, TimeSpan.Zero);
    }

    private static void Report(Tally tally, TimeSpan elapsed) =>
        Console.Error.WriteLine($"{elapsed.TotalSeconds,5:0} s  {tally.Requests,7} requests  {tally.Failures,5} failures");

    private static string Table(LoadSummary summary) => string.Join(Environment.NewLine,
    [
        $"{summary.Visits} visits ({summary.Skipped} turned away), {summary.Requests} requests, {summary.Failures} failures in {(summary.Ended - summary.Began).TotalSeconds:0.0} s",
        "operation    requests  failures  declined   p50 ms   p95 ms   p99 ms",
        .. summary.Operations.Select(o => $"{o.Operation,-11} {o.Requests,9} {o.Failures,9} {o.Declined,9} {o.P50,8:0.0} {o.P95,8:0.0} {o.P99,8:0.0}"),
    ]);

    private static void Within(System.CommandLine.Parsing.OptionResult result, Option<double> option, double least, double most)
    {
        var value = result.GetValueOrDefault<double>();
        if (!(value >= least && value <= most))
        {
            result.AddError($"{option.Name} is {value}; it takes a number from {least} to {most}.");
        }
    }
}
