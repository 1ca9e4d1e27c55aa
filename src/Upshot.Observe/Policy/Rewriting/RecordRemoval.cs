using Upshot.Observe.Otlp;

namespace Upshot.Observe.Policy.Rewriting;

/// <summary>Makes another request of spans or logs, without some of its records.</summary>
internal static unsafe class RecordRemoval
{
    private const uint Field1 = (1 << 3) | 2, Field2 = (2 << 3) | 2;

    /// <param name="ordinals">Which of the records, in their order.</param>
    public static RequestBuffer Without(RequestBuffer request, IReadOnlySet<int> ordinals)
    {
        var body = new Slice(request.Pointer, request.Length);
        var edits = new MessageEdits(body);
        var ordinal = 0;
        var groups = new Wire(body);
        while (groups.Find(Field1, out var group))
        {
            edits.Enter(group);
            var scopes = new Wire(group);
            while (scopes.Find(Field2, out var scope))
            {
                edits.Enter(scope);
                Remove(scope, edits, ordinals, ref ordinal);
                edits.Leave();
            }

            edits.Leave();
        }

        return edits.Apply();
    }

    private static void Remove(Slice scope, MessageEdits edits, IReadOnlySet<int> ordinals, ref int ordinal)
    {
        var wire = new Wire(scope);
        for (var from = wire.At; wire.Next(); from = wire.At)
        {
            wire.Skip();
            if (wire.Tag == Field2 && ordinals.Contains(ordinal++))
            {
                edits.Remove(from, wire.At);
            }
        }
    }
}
