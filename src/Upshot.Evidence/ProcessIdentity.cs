namespace Upshot.Evidence;

/// <summary>What processes of a service are told apart by; the first that is there counts.</summary>
public enum ProcessIdentity
{
    /// <summary>Nothing: all of a version looks like one process, and a verdict is at most inconclusive.</summary>
    None,

    /// <summary><c>service.instance.id</c>.</summary>
    ServiceInstance,

    /// <summary><c>k8s.pod.name</c>.</summary>
    Pod,

    /// <summary><c>host.name</c> and <c>process.pid</c>.</summary>
    HostAndPid,
}
