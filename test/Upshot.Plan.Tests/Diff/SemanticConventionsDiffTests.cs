using Upshot.Plan.Diff;
using Upshot.Plan.Folders;
using Upshot.Plan.Tests.Registry;

namespace Upshot.Plan.Tests.Diff;

/// <summary>
/// Between release 1.30.0 of the OpenTelemetry semantic conventions and a later one. The excerpts beside this file hold
/// the declarations of 19 metrics and dozens of attributes of both, without prose; every line below was looked up in them.
/// </summary>
public sealed class SemanticConventionsDiffTests
{
    private static readonly string[] s_checked =
    [
        "breaking metric container.memory.usage: instrument counter -> updowncounter",
        "breaking metric k8s.node.memory.usage: instrument gauge -> updowncounter",
        "breaking metric system.cpu.frequency: unit {Hz} -> Hz",
        "breaking metric system.linux.memory.available: instrument updowncounter -> counter",
        "breaking metric system.linux.memory.available: unit By -> {packet}",
        "breaking metric v8js.memory.heap.limit: attribute v8js.heap.space.name removed",
        "breaking attribute rpc.system.name: allowed values java_rmi, dotnet_wcf, apache_dubbo, connect_rpc -> dubbo, connectrpc, jsonrpc",
        "migrated metric k8s.cronjob.active_jobs renamed to k8s.cronjob.job.active",
        "migrated metric k8s.daemonset.ready_nodes renamed to k8s.daemonset.node.ready",
        "migrated metric k8s.hpa.max_pods renamed to k8s.hpa.pod.max",
        "migrated metric k8s.replication_controller.desired_pods renamed to k8s.replicationcontroller.pod.desired",
        "migrated metric process.context_switches: attribute process.context_switch_type renamed to process.context_switch.type",
        "migrated metric process.open_file_descriptor.count renamed to process.unix.file_descriptor.count",
        "migrated metric system.cpu.frequency: attribute system.cpu.logical_number renamed to cpu.logical_number",
        "migrated metric system.linux.memory.available renamed to system.memory.linux.available",
        "migrated metric system.network.packets renamed to system.network.packet.count",
        "migrated metric system.network.dropped renamed to system.network.packet.dropped",
        "migrated metric system.paging.faults: attribute system.paging.type renamed to system.paging.fault.type",
        "migrated metric v8js.heap.space.available_size renamed to v8js.memory.heap.space.available_size",
        "migrated metric v8js.memory.heap.limit renamed to v8js.memory.heap.space.size",
        "migrated attribute az.namespace renamed to azure.resource_provider.namespace",
        "migrated attribute code.filepath renamed to code.file.path",
        "migrated attribute container.runtime renamed to container.runtime.name",
        "migrated attribute system.cpu.logical_number renamed to cpu.logical_number",
        "migrated attribute feature_flag.variant renamed to feature_flag.result.variant",
        "migrated attribute process.context_switch_type renamed to process.context_switch.type",
        "migrated attribute system.process.status renamed to process.state",
        "migrated attribute rpc.grpc.request.metadata renamed to rpc.request.metadata",
        "migrated attribute rpc.connect_rpc.error_code renamed to rpc.status_code",
        "migrated attribute rpc.system renamed to rpc.system.name",
        "migrated attribute peer.service renamed to service.peer.name",
        "migrated attribute linux.memory.slab.state renamed to system.memory.linux.slab.state",
        "migrated attribute system.paging.type renamed to system.paging.fault.type",
        "compatible metric cicd.worker.count: unit {count} -> {worker}",
        "compatible metric process.context_switches: attribute process.context_switch.type requirement recommended -> required",
        "compatible metric process.context_switches: unit {count} -> {context_switch}",
        "compatible metric process.open_file_descriptor.count: unit {count} -> {file_descriptor}",
        "compatible attribute gen_ai.system: allowed values  -> gcp.gen_ai, gcp.vertex_ai, gcp.gemini, azure.ai.inference, azure.ai.openai",
        "compatible attribute http.request.method: allowed values  -> QUERY",
        "compatible attribute messaging.system: allowed values  -> aws.sns",
        "compatible attribute rpc.status_code: type enum -> string",
        "compatible attribute rpc.system: allowed values  -> onc_rpc, jsonrpc",
    ];

    [Fact]
    public void Of_an_excerpt_every_change_that_was_looked_up_is_reported_and_no_other()
    {
        var changes = PlanDiff.Between(Excerpt("v1.30.0"), Excerpt("latest")).Changes;

        var shown = changes
            .Where(c => c.Field is not ("stability" or "deprecated") && !(c.Kind == ChangeKind.Added && c.Field.Length == 0))
            .Select(Shown.Of);
        Assert.Equal(s_checked, shown);
    }

    [Fact]
    public void A_file_that_moved_or_changed_its_format_removes_nothing()
    {
        // database/ became db/, and messaging is written in the second format.
        var (before, after) = (Excerpt("v1.30.0"), Excerpt("latest"));
        Assert.NotEqual(LocationOf(before, "db.system.name").File, LocationOf(after, "db.system.name").File);

        var changes = PlanDiff.Between(before, after).Changes.Where(c => c.Name is "db.system.name" or "messaging.process.duration" or "messaging.client.consumed.messages").ToList();

        Assert.All(changes, c => Assert.Equal("stability", c.Field));

        static SourceLocation LocationOf(ProductPlan plan, string attribute) => plan.Attributes.Single(a => a.Name == attribute).Location;
    }

    [Fact]
    public void Of_the_whole_conventions_every_change_that_was_looked_up_is_reported()
    {
        var changes = PlanDiff.Between(SemanticConventions.Read("model-1.30.0").Plan, SemanticConventions.Read("model").Plan).Changes;

        Assert.Empty(s_checked.Except(changes.Select(Shown.Of)));
        Assert.Equal((34, 23), (changes.Count(c => c is { What: "metric", Kind: ChangeKind.Renamed, Field: "" }), changes.Count(c => c is { What: "attribute", Kind: ChangeKind.Renamed, Field: "" })));
        Assert.DoesNotContain(changes, c => c is { What: "metric" or "attribute" or "event", Kind: ChangeKind.Removed, Field: "" });
    }

    private static ProductPlan Excerpt(string release)
    {
        var (plan, problems) = PlanReader.ReadSignals(Path.Combine(AppContext.BaseDirectory, "Diff", "Excerpts", release));
        Assert.Empty(problems);
        return plan;
    }
}
