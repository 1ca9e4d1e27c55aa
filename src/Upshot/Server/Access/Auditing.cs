using Upshot.Observe.State;
using Upshot.Observe.Stores;

namespace Upshot.Server.Access;

/// <summary>Says of a request what the audit log keeps.</summary>
internal static class Auditing
{
    public static AuditEntry Audit(this HttpContext context, string what, string subject = "")
    {
        var actor = context.RequestServices.GetRequiredService<Gate>().ActorOf(context);
        return new(context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow(), actor.Who, what, subject, actor.From);
    }

    /// <summary>
    /// For what changes no record of its own: it is written down before it is done. Where nothing can be written, as on a full disk, what may free it
    /// or bring it to safety is done all the same, and the log says so.
    /// </summary>
    public static RouteHandlerBuilder Audited(this RouteHandlerBuilder route, string what) => route.AddEndpointFilter((invocation, next) =>
    {
        var context = invocation.HttpContext;
        var entry = context.Audit(what);
        try
        {
            context.RequestServices.GetRequiredService<OperationalRecords>().Record(entry);
        }
        catch (StoreException e)
        {
            context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("Upshot.Access").LogWarning(e, "{What} by {Who} from {From} is not in the audit log: {Reason}", entry.What, entry.Who, entry.From, e.Message);
        }

        return next(invocation);
    });
}
