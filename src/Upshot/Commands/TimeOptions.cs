using System.CommandLine;

namespace Upshot.Commands;

/// <summary>The time that a question is about, and the one it is held against.</summary>
internal sealed class TimeOptions
{
    private readonly Option<string?> _since = new("--since") { Description = "From when on: a date, or how long ago (30m, 2h, 1d). By default an hour ago; of two versions all their time." };
    private readonly Option<string?> _until = new("--until") { Description = "Until when. By default now." };
    private readonly Option<string?> _against = new("--against") { Description = "FROM..TO, the time it is held against. By default the time of equal length before." };

    public void AddTo(Command command)
    {
        command.Options.Add(_since);
        command.Options.Add(_until);
        command.Options.Add(_against);
    }

    public bool IsAgainst(ParseResult parsed) => parsed.GetValue(_against) is not null;

    public string QueryOf(ParseResult parsed) => string.Join('&', new[] { ("since", parsed.GetValue(_since)), ("until", parsed.GetValue(_until)), ("against", parsed.GetValue(_against)) }
        .Where(p => p.Item2 is not null).Select(p => $"{p.Item1}={Uri.EscapeDataString(p.Item2!)}"));
}
