namespace Autograd.Tests.Samples;

/// <summary>What all samples have in common.</summary>
public sealed class EverySampleTests
{
    private static readonly Dictionary<string, Func<string[], TextWriter, TextWriter, int>> s_samples = new()
    {
        ["Digits"] = global::Digits.Program.Run,
        ["EdgePolarity"] = global::EdgePolarity.Program.Run,
        ["LargeVocabulary"] = global::LargeVocabulary.Program.Run,
        ["MeanOrMedian"] = global::MeanOrMedian.Program.Run,
        ["NextCharacter"] = global::NextCharacter.Program.Run,
        ["PhysicsInformed"] = global::PhysicsInformed.Program.Run,
        ["RareDisease"] = global::RareDisease.Program.Run,
        ["SkinnyNetwork"] = global::SkinnyNetwork.Program.Run,
        ["Spirals"] = global::Spirals.Program.Run,
    };

    private static IEnumerable<string> Names => s_samples.Keys;

    [TestCaseSource(nameof(Names))]
    public void Help_fits_80_columns_and_tells_of_seed_threads_and_checkpoints(string sample)
    {
        (int code, string output, string error) = Run(sample, "--help");
        (code, error).ShouldBe((0, ""));
        output.ShouldContain("--seed");
        output.ShouldContain("--threads <n>");
        output.ShouldContain("--checkpoint <folder>");
        output.ShouldContain("--resume");
        output.Split('\n').ShouldAllBe(line => line.TrimEnd().Length <= 80);
    }

    [TestCaseSource(nameof(Names))]
    public void An_unknown_option_or_no_number_of_threads_is_one_line_and_exit_code_1(string sample)
    {
        foreach ((string[] args, string expected) in new[]
        {
            (new[] { "--bad" }, "'--bad'"),
            (["--threads", "0"], "--threads: expected a whole number from 1 to 256, found '0'"),
        })
        {
            (int code, string output, string error) = Run(sample, args);
            (code, output).ShouldBe((1, ""));
            error.ShouldContain(expected);
            error.TrimEnd().ShouldNotContain('\n');
        }
    }

    [TestCase("EdgePolarity", "--epochs 2")]
    [TestCase("LargeVocabulary", "--classes 500 --features 8 --steps 2")]
    [TestCase("MeanOrMedian", "--epochs 1")]
    [TestCase("NextCharacter", "--steps 1 --units 8 --length 20")]
    [TestCase("PhysicsInformed", "--places 16 --steps 3")]
    [TestCase("SkinnyNetwork", "--seeds 1 --steps 1 --depth 3")]
    [TestCase("Spirals", "--points 40 --epochs 3")]
    public void A_run_fits_80_columns_and_says_the_same_with_any_number_of_threads(string sample, string options)
    {
        string[] one = Lines("1");
        one.ShouldAllBe(line => line.Length <= 80);
        Lines("2").Where(IsSettled).ShouldBe(one.Where(IsSettled));

        string[] Lines(string threads)
        {
            (int code, string output, string error) = Run(sample, [.. options.Split(' '), "--threads", threads]);
            (code, error).ShouldBe((0, ""));
            output.ShouldNotContain('\u001b');
            return [.. output.Split('\n').Select(line => line.TrimEnd('\r'))];
        }
    }

    // Neither times nor memory are.
    internal static bool IsSettled(string line) =>
        !new[] { " s ", " s;", " ms", " MB", "1/" }.Any(part => line.Contains(part, StringComparison.Ordinal));

    internal static (int Code, string Output, string Error) Run(string sample, params string[] args)
    {
        using StringWriter output = new(), error = new();
        return (s_samples[sample](args, output, error), output.ToString(), error.ToString());
    }
}
