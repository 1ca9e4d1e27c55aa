using System.CommandLine;
using Upshot.Client;
using Upshot.Commands.Alerts;
using Upshot.Export;

namespace Upshot.Commands;

/// <summary><c>upshot export</c>: a plan's objectives and alerts in the formats of other tools.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        var print = FileFormat.Option();
        var format = new Argument<string>("format") { Description = "prometheus (rules with Sloth's names), grafana (a dashboard over them), alertmanager (its configuration) or openslo." };
        format.AcceptOnlyFromAmong("prometheus", "grafana", "alertmanager", "openslo");
        var plan = new Option<string?>("--plan") { Description = "The plan's folder. By default the current directory. [UPSHOT_PLAN]" };
        var command = new Command("export", "Write a plan's objectives and alerts in the format of another tool. What cannot be said there is listed on standard error, with its place.") { format, plan, print };
        command.SetAction(parsed =>
        {
            try
            {
                var read = PlanForProof.Read(parsed.GetValue(plan));
                var exported = parsed.GetRequiredValue(format) switch
                {
                    "prometheus" => PrometheusExport.Of(read),
                    "grafana" => GrafanaExport.Of(read),
                    "alertmanager" => AlertmanagerExport.Of(read),
                    _ => OpenSloExport.Of(read),
                };
                if (parsed.GetValue(print) == FileFormat.Json)
                {
                    FileText.Write(exported.Text, [.. exported.NotExpressed.Select(missing => missing.ToString())], parsed.InvocationConfiguration.Output);
                    return ExitCode.Yes;
                }

                parsed.InvocationConfiguration.Output.Write(exported.Text);
                foreach (var missing in exported.NotExpressed)
                {
                    parsed.InvocationConfiguration.Error.WriteLine($"not expressed: {missing}");
                }

                return ExitCode.Yes;
            }
            catch (CommandException e)
            {
                parsed.InvocationConfiguration.Error.WriteLine(e.Message);
                return ExitCode.Failed;
            }
        });
        return command;
    }
}
