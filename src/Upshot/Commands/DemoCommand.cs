using System.CommandLine;
using System.Runtime.InteropServices;
using Spectre.Console;
using Upshot.Answers;
using Upshot.Client;
using Upshot.Demo;

namespace Upshot.Commands;

/// <summary><c>upshot demo</c>: see the whole loop on a small shop.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var defaults = new DemoOptions();
        var keep = new Option<bool>("--keep") { Description = "Leave the server and its data up at the end, and print its address." };
        var port = new Option<int>("--port") { Description = "Port of the server's pages and API; by default a free one.", DefaultValueFactory = _ => defaults.Port };
        var seconds = new Option<double>("--seconds") { Description = "Seconds for which a release and the one before it share the visitors.", DefaultValueFactory = _ => defaults.Seconds };
        var rate = new Option<double>("--rate") { Description = "Visits a second; each makes about five requests.", DefaultValueFactory = _ => defaults.Rate };
        var storefronts = new Option<int>("--storefronts") { Description = "Instances of the storefront; verdicts rest on them.", DefaultValueFactory = _ => defaults.Storefronts };
        var instances = new Option<int>("--instances") { Description = "Instances of each of the other services.", DefaultValueFactory = _ => defaults.Instances };
        var seed = new Option<int>("--seed") { Description = "Decides arrivals and choices of the visitors.", DefaultValueFactory = _ => defaults.Seed };
        var store = StoreOption.Create(isRequired: false);
        var format = FileFormat.Option();
        port.Within(0, 65535);
        seconds.Within(5, 3600);
        rate.Within(1, 500);
        storefronts.Within(1, 16);
        instances.Within(1, 16);

        var command = new Command("demo", "Ship three releases of a small shop, and see what came of each.") { keep, port, seconds, rate, storefronts, instances, seed, store, format };
        command.SetAction(async (parsed, _) =>
        {
            using var stop = new CancellationTokenSource();
            using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
            using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
            var options = defaults with
            {
                Keep = parsed.GetValue(keep),
                Port = parsed.GetValue(port),
                Seconds = parsed.GetValue(seconds),
                Rate = parsed.GetValue(rate),
                Storefronts = parsed.GetValue(storefronts),
                Instances = parsed.GetValue(instances),
                Seed = parsed.GetValue(seed),
                Store = StoreOption.Said(parsed.GetValue(store)),
            };
            if (!RichText.Output.Profile.Out.IsTerminal)
            {
                // A file or a pipe has no width; lines shall not break at 80.
                RichText.Output.Profile.Width = 140;
            }

            try
            {
                // What a program shall read stands alone; what happens is said beside it.
                var asJson = parsed.GetValue(format) == FileFormat.Json;
                var console = asJson ? AnsiConsole.Create(RichText.Settings(Console.Error, Terminal.ShowsColor(Console.Error))) : RichText.Output;
                await new DemoRun(options, new DemoProgress(console, TimeProvider.System), TimeProvider.System).Run(asJson ? PrintJson : DemoReport.Print, stop.Token);
                return ExitCode.Yes;
            }
            catch (DemoFailure failure)
            {
                await Console.Error.WriteLineAsync(failure.Message);
                return ExitCode.Failed;
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                await Console.Error.WriteLineAsync("Stopped; nothing is left running.");
                return ExitCode.Failed;
            }

            void Stop(PosixSignalContext signal)
            {
                signal.Cancel = true;
                stop.Cancel();
            }
        });
        return command;
    }

    private static void PrintJson(ServerStatus status, IReadOnlyList<Shipping> shipped) =>
        Console.Out.WriteLine(AnswerClient.ToText(new { releases = shipped.Select(s => s.Verdict), status }));
}
