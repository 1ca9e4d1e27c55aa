using System.Text;

namespace Upshot.Decide.Exports;

/// <summary>
/// What exporters call the columns that say the same. Names are compared by their letters and digits alone, so <c>Trace_ID</c>, <c>traceId</c> and <c>trace.id</c>
/// are one. Of several columns the one whose name stands first counts.
/// </summary>
internal static class ColumnNames
{
    public static readonly string[] Trace = ["traceid", "trace", "contexttraceid", "logtraceid", "otelid"];
    public static readonly string[] Span = ["spanid", "segmentid", "contextspanid", "id"];
    public static readonly string[] Parent = ["parentspanid", "parentid", "parentspan", "parent", "pid"];
    public static readonly string[] Service = ["servicename", "service", "resourceservicename", "serviceid", "application", "app", "appname", "cmdbid", "component", "processservicename"];
    public static readonly string[] Pod = ["podname", "pod", "k8spodname", "kubernetespodname", "resourcek8spodname", "instance", "instanceid", "instancename", "containername", "container", "node", "host", "hostname"];
    public static readonly string[] Operation = ["operationname", "spanname", "operation", "name", "endpointname", "endpoint", "url", "methodname", "method", "resource"];
    public static readonly string[] Start = ["starttimeunixnano", "starttimenano", "starttimeus", "starttime", "starttimemillis", "starttimems", "start", "startedat", "starttimestamp", "timestamp", "timeunixnano", "time", "datetime", "date"];
    public static readonly string[] End = ["endtimeunixnano", "endtimenano", "endtime", "endtimems", "endtimeus", "end", "endedat", "endtimestamp"];
    public static readonly string[] Duration = ["durationns", "durationnano", "durationnanos", "durationus", "durationmicros", "durationms", "durationmillis", "durations", "durationseconds", "duration", "elapsedtime", "elapsed", "latency", "costtime", "cost"];
    public static readonly string[] Status = ["statuscode", "status", "httpstatuscode", "httpresponsestatuscode", "responsecode", "iserror", "error", "success", "resultcode", "otelstatuscode"];
    public static readonly string[] Kind = ["spankind", "kind", "type"];

    public static readonly string[] Time = ["timeunixnano", "timestamp", "timestampns", "timestampms", "epoch", "unixtime", "time", "datetime", "date", "ts", "starttime", "observedtimestamp"];
    public static readonly string[] Message = ["log", "message", "msg", "body", "content", "logmessage", "line", "text", "value", "event"];
    public static readonly string[] Level = ["level", "severity", "severitytext", "loglevel", "levelname", "lvl"];

    public static readonly string[] MetricName = ["metricname", "metric", "kpiname", "kpi", "itemname", "name", "itemid"];
    public static readonly string[] MetricValue = ["value", "metricvalue", "val", "gauge"];

    public static string Normal(string name)
    {
        var text = new StringBuilder(name.Length);
        foreach (var c in name)
        {
            if (char.IsLetterOrDigit(c))
            {
                text.Append(char.ToLowerInvariant(c));
            }
        }

        return text.ToString();
    }

    /// <summary>−1: none of the names.</summary>
    public static int Find(IReadOnlyList<string> normalNames, string[] wanted)
    {
        foreach (var name in wanted)
        {
            for (var i = 0; i < normalNames.Count; i++)
            {
                if (normalNames[i] == name)
                {
                    return i;
                }
            }
        }

        return -1;
    }
}
