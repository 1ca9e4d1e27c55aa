using Upshot.Verify.Reports;

namespace Upshot.Verify;

/// <summary>The ways in which a report can be written.</summary>
internal static class ReportFormats
{
    public static readonly IReadOnlyList<string> Names = ["text", "json", "junit", "sarif", "github", "markdown"];

    public static void Write(string format, VerifyReport report, TextWriter output, bool useColor)
    {
        switch (format)
        {
            default:
                TextReport.Write(report, output, useColor);
                break;
        }
    }
}
