using System.CommandLine;
using Upshot.Commands.Alerts;

namespace Upshot.Commands;

/// <summary><c>upshot alerts</c>: what fires, who takes it on, and proof that it works.</summary>
internal static class AlertsCommand
{
    public static Command Create()
    {
        var command = new Command("alerts", "Alerts: what fires now, acknowledging and silencing, and proof before production.");
        command.Subcommands.Add(AlertListCommand.Create());
        command.Subcommands.Add(AlertActions.Acknowledge());
        command.Subcommands.Add(AlertActions.Silence());
        command.Subcommands.Add(AlertActions.Unsilence());
        command.Subcommands.Add(AlertActions.SendTest());
        command.Subcommands.Add(ProveCommand.Create());
        command.Subcommands.Add(ReplayCommand.Create());
        command.Subcommands.Add(ReviewAlertsCommand.Create());
        command.Subcommands.Add(AlertTestCommand.Create());
        return command;
    }

    /// <summary>Whoever sits at the terminal.</summary>
    public static string Me => Environment.UserName is { Length: > 0 } name ? name : "unknown";
}
