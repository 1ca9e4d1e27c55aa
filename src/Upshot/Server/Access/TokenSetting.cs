namespace Upshot.Server.Access;

/// <summary>The key that the environment gives: to a server, which takes it beside those it made, and to a command, which shows it.</summary>
/// <param name="Token">Null: none is set, or it cannot be used.</param>
/// <param name="Mistake">Null: there is none.</param>
internal sealed record TokenSetting(string? Token, string? Mistake)
{
    public const string Variable = "UPSHOT_TOKEN", FileVariable = "UPSHOT_TOKEN_FILE";

    public static TokenSetting Read(Func<string, string?> variable)
    {
        var (text, file) = (variable(Variable), variable(FileVariable));
        if (text is not null && file is not null)
        {
            return new(null, $"{Variable} and {FileVariable} are both set: keep one.");
        }

        if (file is null)
        {
            return text is null ? new(null, null) : Checked(text, Variable);
        }

        try
        {
            return Checked(File.ReadAllText(file), $"The file of {FileVariable}, {file},");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return new(null, $"The file of {FileVariable}, {file}, cannot be read: {e.Message}");
        }
    }

    // Files of secrets, and variables made of them, end with a newline that nobody means.
    private static TokenSetting Checked(string text, string what)
    {
        var token = text.TrimEnd('\r', '\n');
        return KeyText.Mistake(token) is { } mistake ? new(null, $"{what} {mistake}.") : new(token, null);
    }
}
