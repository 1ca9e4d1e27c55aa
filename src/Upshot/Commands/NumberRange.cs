using System.CommandLine;
using System.Globalization;
using System.Numerics;

namespace Upshot.Commands;

/// <summary>Options that take a number between two others; what is no number is told by the option itself.</summary>
internal static class NumberRange
{
    /// <param name="of">What the numbers count, after a blank: <c> seconds</c>.</param>
    public static Option<T> Within<T>(this Option<T> option, T least, T most, string of = "")
        where T : INumber<T>
    {
        option.Validators.Add(result =>
        {
            // A default needs no look. Neither has the option a value when its text is no number.
            if (result.Tokens is [var token] && T.TryParse(token.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && !(value >= least && value <= most))
            {
                result.AddError(string.Create(CultureInfo.InvariantCulture, $"{option.Name} is {value}; it takes a number from {least} to {most}{of}."));
            }
        });
        return option;
    }
}
