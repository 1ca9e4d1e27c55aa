using System.Text;

namespace Upshot.Observe.Otlp;

/// <summary>What a resource says of the process behind it, in memory that does not move; shared by all batches it appears in.</summary>
internal sealed class ResourceInfo
{
    public const string UnknownService = "unknown_service";

    private ResourceInfo(ulong hash, string service, string version, string environment, string instance, string process, string json)
    {
        Hash = hash;
        (Service, Version, Environment, Instance, Process) = (service, version, environment, instance, process);
        (ServiceText, VersionText, EnvironmentText, InstanceText, ProcessText, Json) = (new(service), new(version), new(environment), new(instance), new(process), new(json));
    }

    /// <summary>Of the bytes of the resource.</summary>
    public ulong Hash { get; }

    /// <summary>A service, version or environment was longer than names may be.</summary>
    public bool IsCut { get; private init; }

    public string Service { get; }

    public string Version { get; }

    public string Environment { get; }

    public string Instance { get; }

    /// <summary>What tells its process from others: <c>service.instance.id</c>, else <c>k8s.pod.name</c>, else <c>host.name</c> and <c>process.pid</c>; empty where it says none of them.</summary>
    public string Process { get; }

    public PinnedText ServiceText { get; }

    public PinnedText VersionText { get; }

    public PinnedText EnvironmentText { get; }

    public PinnedText InstanceText { get; }

    public PinnedText ProcessText { get; }

    /// <summary>All attributes but the four above, as a JSON object.</summary>
    public PinnedText Json { get; }

    public static ResourceInfo Read(Slice resource, ulong hash)
    {
        string service = "", version = "", environment = "", oldEnvironment = "", instance = "", pod = "", host = "", pid = "";
        var json = new JsonText();
        json.Raw((byte)'{');
        var wire = new Wire(resource);
        var first = true;
        while (wire.Next())
        {
            if (wire.Tag != ((1 << 3) | 2))
            {
                wire.Skip();
                continue;
            }

            var (key, value) = KeyValue.Read(wire.Bytes());
            var name = Encoding.UTF8.GetString(key.Span);
            switch (name)
            {
                case "service.name":
                    service = TextOf(value);
                    break;
                case "service.version":
                    version = TextOf(value);
                    break;
                case "deployment.environment.name":
                    environment = TextOf(value);
                    break;
                case "deployment.environment":
                    oldEnvironment = TextOf(value);
                    break;
                case "service.instance.id":
                    instance = TextOf(value);
                    break;
                default:
                    (pod, host, pid) = name switch
                    {
                        "k8s.pod.name" => (TextOf(value), host, pid),
                        "host.name" => (pod, TextOf(value), pid),
                        "process.pid" => (pod, host, TextOf(value)),
                        _ => (pod, host, pid),
                    };
                    json.Key(key.Span, first);
                    json.Value(value);
                    first = false;
                    break;
            }
        }

        json.Raw((byte)'}');
        service = service.Length == 0 ? UnknownService : service;
        environment = environment.Length > 0 ? environment : oldEnvironment;
        var isCut = Math.Max(Math.Max(service.Length, version.Length), Math.Max(environment.Length, instance.Length)) > Cut.MaxName;
        return new ResourceInfo(hash, Cut.Name(service), Cut.Name(version), Cut.Name(environment), Cut.Name(instance), Cut.Name(ProcessOf(instance, pod, host, pid)), Encoding.UTF8.GetString(json.Written)) { IsCut = isCut };
    }

    private static string ProcessOf(string instance, string pod, string host, string pid) =>
        instance.Length > 0 ? instance : pod.Length > 0 ? pod : host.Length > 0 && pid.Length > 0 ? $"{host}/{pid}" : "";

    /// <summary>A text value as it is, any other as its JSON.</summary>
    private static string TextOf(Slice value)
    {
        if (AnyValue.TryText(value, out var text))
        {
            return Encoding.UTF8.GetString(text.Span);
        }

        var json = new JsonText();
        json.Value(value);
        return Encoding.UTF8.GetString(json.Written);
    }
}
