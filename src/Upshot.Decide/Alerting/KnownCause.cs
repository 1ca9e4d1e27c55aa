using Upshot.Evidence.Alerts;

namespace Upshot.Decide.Alerting;

/// <summary>The cause of an alert that says it itself.</summary>
public static class KnownCause
{
    /// <summary>Null: traces have to be asked.</summary>
    public static IncidentCause? Of(AlertRule rule, string entryService) => rule switch
    {
        TrafficRule traffic => new("traffic", entryService, [$"[{entryService}] {traffic.Operation}"], 1, "observed", $"Requests of {traffic.Operation} stopped coming to {entryService}."),
        SilentServiceRule silent => new("telemetry", silent.Service, [$"[{entryService}] {silent.Operation}", $"[{silent.Service}] (nothing)"], 1, "observed", $"{silent.Service} sends nothing, and {silent.Operation} goes on: its telemetry is lost, or it is not reached any more."),
        _ => null,
    };
}
