using System.Globalization;
using System.Xml;
using Upshot.Decide.Verification;

namespace Upshot.Verify.Reports;

/// <summary>
/// JUnit XML: a test case for each check and declared signal, so that CI shows what was looked at and not only what is wrong. Warnings
/// stand in a passed case's output.
/// </summary>
/// <remarks>The dialect that Jenkins, GitLab and the test reporters of GitHub read: github.com/testmoapp/junitxml.</remarks>
internal static class JUnitReport
{
    public static void Write(VerifyReport report, TextWriter output)
    {
        var problems = ReportedProblem.All(report).ToLookup(p => p.Problem.Check);
        var checks = ReportedProblem.Checks.Where(c => c != ReportedProblem.MutantSurvived || report.Mutation is not null).ToList();
        var failed = checks.Count(c => problems[c.Id].Any(p => p.IsError));
        using var xml = XmlWriter.Create(output, new XmlWriterSettings { Indent = true, CloseOutput = false });
        xml.WriteStartElement("testsuites");
        xml.WriteStartElement("testsuite");
        xml.WriteAttributeString("name", $"upshot verify {report.Plan.Product}");
        xml.WriteAttributeString("tests", Number(checks.Count));
        xml.WriteAttributeString("failures", Number(failed));
        xml.WriteAttributeString("errors", "0");
        xml.WriteAttributeString("time", (report.Command?.Took.TotalSeconds ?? 0).ToString("0.000", CultureInfo.InvariantCulture));
        foreach (var check in checks)
        {
            WriteCase(check, [.. problems[check.Id]], xml);
        }

        xml.WriteElementString("system-out", Legal(report.Verdict));
        xml.WriteEndElement();
        xml.WriteEndElement();
        xml.Flush();
        output.WriteLine();
    }

    private static void WriteCase(CheckInfo check, IReadOnlyList<ReportedProblem> problems, XmlWriter xml)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", "upshot.verify");
        xml.WriteAttributeString("name", check.Id);
        var errors = problems.Where(p => p.IsError).ToList();
        if (errors.Count > 0)
        {
            xml.WriteStartElement("failure");
            xml.WriteAttributeString("type", check.Id);
            xml.WriteAttributeString("message", Legal(errors.Count == 1 ? errors[0].Problem.Message : $"{errors.Count} problems; the first: {errors[0].Problem.Message}"));
            xml.WriteString(Legal(string.Join("\n\n", errors.Select(Text))));
            xml.WriteEndElement();
        }

        if (problems.Any(p => !p.IsError))
        {
            xml.WriteElementString("system-out", Legal(string.Join("\n\n", problems.Where(p => !p.IsError).Select(Text))));
        }

        xml.WriteEndElement();
    }

    private static string Text(ReportedProblem reported)
    {
        var problem = reported.Problem;
        var location = problem.Declared is null ? "" : $"\ndeclared in {reported.Path}:{reported.Line}";
        var evidence = problem.Evidence.Length > 0 ? $"\n{problem.Evidence}" : "";
        return $"{problem.Where}\n{problem.Message}{evidence}{location}\n→ {problem.Remedy}";
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    // XML 1.0 has no way to write control characters.
    private static string Legal(string text) => new([.. text.Select(c => XmlConvert.IsXmlChar(c) || char.IsSurrogate(c) ? c : '·')]);
}
