using Upshot.Evidence;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Observe.Stores.DuckDb.Questions.Calls;

/// <summary>Calls between services by the parents of their entry spans; of calls that no stored span answers, by what the caller says it asked.</summary>
internal static class CallAnswer
{
    public static IReadOnlyList<ServiceCall> Of(QuerySession session, CallMemory memory, CallQuestion question)
    {
        if (session.Translator.LeavesSpans)
        {
            try
            {
                if (memory.Of(session, question) is { } calls)
                {
                    return calls;
                }
            }
            catch (Exception e) when (e is FormatException or IOException)
            {
                // A file has a form that is only known to DuckDB.
            }
        }

        return CallStatement.Of(session, question);
    }
}
