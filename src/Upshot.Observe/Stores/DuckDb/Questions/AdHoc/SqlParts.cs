namespace Upshot.Observe.Stores.DuckDb.Questions.AdHoc;

/// <summary>A word, or a sign.</summary>
internal readonly record struct SqlPart(int Start, int Length, bool IsWord);

/// <summary>
/// The words and signs of a statement, as DuckDB divides it: without its texts ('…', E'…', $x$…$x$), quoted names, and comments,
/// which nest.
/// </summary>
internal static class SqlParts
{
    public static IEnumerable<SqlPart> Of(string sql)
    {
        for (var at = 0; at < sql.Length;)
        {
            var end = EndOfHidden(sql, at);
            if (end > at)
            {
                at = end;
                continue;
            }

            end = at + 1;
            if (IsLetter(sql[at]))
            {
                while (end < sql.Length && (IsLetter(sql[end]) || char.IsAsciiDigit(sql[end]) || sql[end] == '$'))
                {
                    end++;
                }

                if (end - at == 1 && sql[at] is 'e' or 'E' && end < sql.Length && sql[end] == '\'')
                {
                    at = EndOfEscaped(sql, end);
                    continue;
                }

                yield return new(at, end - at, IsWord: true);
            }
            else if (!char.IsWhiteSpace(sql[at]))
            {
                yield return new(at, 1, IsWord: false);
            }

            at = end;
        }
    }

    /// <summary>Behind the text, name or comment that begins here; the same place when none does.</summary>
    private static int EndOfHidden(string sql, int at) => sql[at] switch
    {
        '\'' or '"' => After(sql, sql[at].ToString(), at + 1),
        '-' when At(sql, at + 1) == '-' => EndOfLine(sql, at),
        '/' when At(sql, at + 1) == '*' => EndOfComment(sql, at),
        '$' when TagOf(sql, at) is { } tag => After(sql, tag, at + tag.Length),
        _ => at,
    };

    /// <summary>E'…': a backslash hides what follows, a doubled quote is part of it, and it may go on after a new line.</summary>
    private static int EndOfEscaped(string sql, int quote)
    {
        for (var at = quote + 1; at < sql.Length; at++)
        {
            if (sql[at] == '\\' || (sql[at] == '\'' && At(sql, at + 1) == '\''))
            {
                at++;
            }
            else if (sql[at] == '\'')
            {
                var next = at + 1;
                while (char.IsWhiteSpace(At(sql, next)))
                {
                    next++;
                }

                if (At(sql, next) != '\'' || sql.AsSpan(at, next - at).IndexOfAny('\r', '\n') < 0)
                {
                    return at + 1;
                }

                at = next;
            }
        }

        return sql.Length;
    }

    private static int EndOfComment(string sql, int start)
    {
        var open = 0;
        for (var at = start; at < sql.Length - 1; at++)
        {
            if (sql[at] == '/' && sql[at + 1] == '*')
            {
                open++;
                at++;
            }
            else if (sql[at] == '*' && sql[at + 1] == '/')
            {
                at++;
                if (--open == 0)
                {
                    return at + 1;
                }
            }
        }

        return sql.Length;
    }

    private static int EndOfLine(string sql, int start) => sql.AsSpan(start).IndexOfAny('\r', '\n') is var end and >= 0 ? start + end : sql.Length;

    private static int After(string sql, string closing, int from) =>
        from <= sql.Length && sql.IndexOf(closing, from, StringComparison.Ordinal) is var end and >= 0 ? end + closing.Length : sql.Length;

    /// <summary>$$ or $name$; null: a parameter, or a sign.</summary>
    private static string? TagOf(string sql, int start)
    {
        var end = start + 1;
        while (IsLetter(At(sql, end)) || (end > start + 1 && char.IsAsciiDigit(At(sql, end))))
        {
            end++;
        }

        return At(sql, end) == '$' ? sql[start..(end + 1)] : null;
    }

    private static char At(string sql, int at) => at < sql.Length ? sql[at] : '\0';

    private static bool IsLetter(char c) => char.IsAsciiLetter(c) || c == '_' || (c >= 0x80 && !char.IsWhiteSpace(c));
}
