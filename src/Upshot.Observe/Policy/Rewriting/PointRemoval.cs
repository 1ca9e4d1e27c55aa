using Upshot.Observe.Otlp;

namespace Upshot.Observe.Policy.Rewriting;

/// <summary>Makes another request of metrics, without some of its data points.</summary>
internal static unsafe class PointRemoval
{
    private const uint Field1 = (1 << 3) | 2, Field2 = (2 << 3) | 2;

    /// <param name="ordinals">Which of the points, in their order.</param>
    public static RequestBuffer Without(RequestBuffer request, IReadOnlySet<int> ordinals)
    {
        var body = new Slice(request.Pointer, request.Length);
        var edits = new MessageEdits(body);
        var gone = Places(body, ordinals);
        Within(body, edits, tag => tag == Field1, groups => Within(groups, edits, tag => tag == Field2, scopes => Within(scopes, edits, tag => tag == Field2, metric =>
            Within(metric, edits, tag => MetricHead.KindOf(tag) != MetricKind.None, data => Remove(data, edits, gone)))));
        return edits.Apply();
    }

    /// <summary>Counted as the inspection of metrics does.</summary>
    private static HashSet<nint> Places(Slice body, IReadOnlySet<int> ordinals)
    {
        var places = new HashSet<nint>();
        var ordinal = 0;
        var cursor = new RecordCursor(body, new());
        while (cursor.Next())
        {
            var points = new Wire(MetricHead.ReadWithoutIdentity(cursor.Record).Data);
            while (points.Next())
            {
                if (points.Tag != Field1)
                {
                    points.Skip();
                }
                else if (points.Bytes() is var point && ordinals.Contains(ordinal++))
                {
                    places.Add((nint)point.Pointer);
                }
            }
        }

        return places;
    }

    private delegate void Inner(Slice message);

    private static void Within(Slice message, MessageEdits edits, Func<uint, bool> holds, Inner inner)
    {
        var wire = new Wire(message);
        while (wire.Next())
        {
            if (!holds(wire.Tag))
            {
                wire.Skip();
                continue;
            }

            var held = wire.Bytes();
            edits.Enter(held);
            inner(held);
            edits.Leave();
        }
    }

    private static void Remove(Slice data, MessageEdits edits, HashSet<nint> gone)
    {
        var wire = new Wire(data);
        for (var from = wire.At; wire.Next(); from = wire.At)
        {
            if (wire.Tag != Field1)
            {
                wire.Skip();
            }
            else if (gone.Contains((nint)wire.Bytes().Pointer))
            {
                edits.Remove(from, wire.At);
            }
        }
    }
}
