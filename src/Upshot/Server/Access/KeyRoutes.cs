using Upshot.Observe.State;

namespace Upshot.Server.Access;

/// <summary>Keys, and who did what with them.</summary>
internal static class KeyRoutes
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/keys", (KeyRing keys, WrongKeys wrong) => new KeysListed(keys.List(), wrong.Total)).WithMetadata(new Needs(Right.Operate)).WithSummary("All keys that were made, without what would let somebody use them.");
        api.MapPost("/keys", (KeyAsked asked, KeyRing keys, HttpContext context) => keys.Make(asked.Name ?? "", asked.May ?? "", subject => context.Audit("key new", subject)))
            .WithSummary("Makes a key that may send, read or operate; it is shown this once.");
        api.MapPost("/keys/{id}/revoke", (string id, KeyRing keys, HttpContext context) => keys.Revoke(id, subject => context.Audit("key revoke", subject)))
            .WithSummary("Revokes a key: it opens nothing from now on.");
        api.MapGet("/audit", (int? limit, OperationalRecords state) => state.Audit(Math.Clamp(limit ?? 100, 1, 10_000))).WithMetadata(new Needs(Right.Operate)).WithSummary("Every change that somebody made: who, when, what, from where; the latest first.");
    }
}

internal sealed record KeyAsked(string? Name, string? May);

/// <param name="WrongKeysShown">Since the server started.</param>
internal sealed record KeysListed(IReadOnlyList<KeyListed> Keys, long WrongKeysShown);
