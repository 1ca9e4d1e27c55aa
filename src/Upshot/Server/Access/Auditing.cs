using Upshot.Observe.State;

namespace Upshot.Server.Access;

/// <summary>Says of a request what the audit log keeps.</summary>
internal static class Auditing
{
    public static AuditEntry Audit(this HttpContext context, string what, string subject = "")
    {
        var actor = context.RequestServices.GetRequiredService<Gate>().ActorOf(context);
        return new(context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow(), actor.Who, what, subject, actor.From);
    }

    /// <summary>For what changes no record of its own: it is written down before it is done.</summary>
    public static RouteHandlerBuilder Audited(this RouteHandlerBuilder route, string what) => route.AddEndpointFilter((invocation, next) =>
    {
        var context = invocation.HttpContext;
        context.RequestServices.GetRequiredService<OperationalRecords>().Record(context.Audit(what));
        return next(invocation);
    });
}
