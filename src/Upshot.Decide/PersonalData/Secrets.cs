using System.Text.RegularExpressions;

namespace Upshot.Decide.PersonalData;

/// <summary>What opens a door: keys by their form, and passwords behind their word.</summary>
internal static partial class Secrets
{
    public static SensitiveText? Find(string text, bool isNamed)
    {
        foreach (Match match in Told().Matches(text))
        {
            if (IsSecret(match.Groups["v"].Value))
            {
                return new("a password", $"{match.Groups["w"].Value}=•••");
            }
        }

        if (Form().Match(text) is { Success: true } key)
        {
            return new("a credential", Sensitive.Mask(key.Value));
        }

        return isNamed && text.Length >= 8 && !text.Contains(' ') && IsSecret(text) && text.Any(char.IsLetter) && (text.Any(char.IsDigit) || text.Any(char.IsUpper)) ? new("a credential", Sensitive.Mask(text)) : null;
    }

    /// <summary>A word of the language, or what stands for a value, is none.</summary>
    private static bool IsSecret(string value) =>
        value.Length >= 4 && !value.Contains("***", StringComparison.Ordinal) && value[0] is not ('[' or '<' or '{' or '$' or '?' or '%' or '•' or '…')
        && !value.All(c => c is 'x' or 'X' or '.') && value.ToLowerInvariant() is not ("bearer" or "required" or "missing" or "invalid" or "none" or "null" or "true" or "false" or "empty" or "redacted" or "unknown" or "expired");

    [GeneratedRegex(@"(?i)(?<!\p{L})(?<w>passwords?|passwd|pwd|passphrase|secret|client_secret|api[_-]?key|access[_-]?key|access[_-]?token|auth[_-]?token|passwort|kennwort|mot de passe|contraseña|hasło|senha|wachtwoord|lösenord|пароль|密码|パスワード)[""']?\s?[:=：]\s?[""']?(?<v>[^\s""',;&]{4,})")]
    private static partial Regex Told();

    [GeneratedRegex(@"eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*|(?:AKIA|ASIA)[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{22,}|xox[abprs]-[A-Za-z0-9-]{10,}|sk_live_[A-Za-z0-9]{16,}|AIza[0-9A-Za-z_-]{35}|glpat-[A-Za-z0-9_-]{20,}|-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----|(?i:bearer)\s+[A-Za-z0-9._~+/-]{16,}|(?i:basic)\s+[A-Za-z0-9+/]{10,}={0,2}(?![\w ])|(?<=://)[^\s/:@]{1,64}:[^\s/@*]{3,}(?=@)|(?i:cookie):\s?[\w.-]{1,40}=[A-Za-z0-9%+/_-]{16,}", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
