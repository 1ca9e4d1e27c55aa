using Upshot.Evidence;
using Upshot.Observe.Stores.DuckDb.Questions.Unqueried;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Observe.Stores.DuckDb.Questions.Calls;

/// <summary>Calls between services by the parents of their entry spans; of calls that no stored span answers, by what the caller says it asked.</summary>
internal static class CallAnswer
{
    public static IReadOnlyList<ServiceCall> Of(QuerySession session, CallMemory memory, CallQuestion question) =>
        (session.Translator.LeavesSpans ? WithoutSql.Try(() => memory.Of(session, question)) : null) ?? CallStatement.Of(session, question);
}
