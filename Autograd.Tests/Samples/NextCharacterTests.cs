using Autograd.Core;
using Autograd.Nn;
using NextCharacter;
using SampleTools;

namespace Autograd.Tests.Samples;

public sealed class NextCharacterTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("NextCharacter").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [TestCase("--bad", "'--bad'")]
    [TestCase("--model rnn", "--model: expected gru, lstm or transformer, found 'rnn'")]
    [TestCase("--steps 0", "--steps: expected a whole number from 1 to 1000000, found '0'")]
    [TestCase("--units 6", "--units: expected a multiple of 4, found 6")]
    [TestCase("--units 2", "--units: expected a whole number from 4 to 4096, found '2'")]
    [TestCase("--beta -1", "--beta: expected a number from 0 to 1000, found '-1'")]
    [TestCase("--beta NaN", "--beta: expected a number from 0 to 1000, found 'NaN'")]
    [TestCase("--length many", "--length: expected a whole number from 0 to 100000, found 'many'")]
    [TestCase("--text /no/such/file", "--text: expected a file that can be read, found '/no/such/file'")]
    public void Bad_input_is_one_line_and_exit_code_1(string commandLine, string expected) =>
        Fail(commandLine.Split(' ')).ShouldContain(expected);

    [Test]
    public void A_file_that_is_no_text_or_too_small_is_told()
    {
        Fail("--text", Write([])).ShouldEndWith("expected a text of at least 1000 characters, found 0");
        Fail("--text", Write([0xEF, 0xBB, 0xBF, (byte)'a', (byte)'\r', (byte)'\n'])).ShouldContain("at least 1000 characters, found 2");
        byte[] garbled = [.. Enumerable.Repeat((byte)'a', 2000)];
        garbled[700] = 0xFF;
        Fail("--text", Write(garbled)).ShouldContain("--text: expected UTF-8, found other bytes from 700 on in '");
        Fail("--text", _folder).ShouldContain("--text: expected a file that can be read, found");
    }

    [Test]
    public void Characters_that_training_never_saw_are_one_and_are_never_written()
    {
        string text = string.Concat(Enumerable.Repeat("abc ", 2000)) + string.Concat(Enumerable.Repeat("xyz €🙂", 300));
        string file = Path.Combine(_folder, "text");
        File.WriteAllText(file, text);
        Corpus corpus = Corpus.Load(file);
        corpus.Count.ShouldBe(5);
        corpus.HeldOut.ShouldContain(Corpus.Unseen);
        corpus.Train.ShouldNotContain(Corpus.Unseen);
        var trigram = new Trigram(corpus);
        trigram.Loss(corpus.HeldOut).ShouldBeInRange(0.1, 20);
        trigram.Weights.Sum().ShouldBe(1, 1e-12);
        foreach (Kind kind in Enum.GetValues<Kind>())
        {
            Reader reader = new Teacher(corpus, new() { Model = kind, Steps = 1, Units = 8 }).Train(new Session(), () => { });
            double.IsFinite(Teacher.Loss(reader, corpus.HeldOut)).ShouldBeTrue();
            Writer.Write(reader, corpus, 200, 0, new Generator(1)).ShouldAllBe(character => "abc ".Contains(character));
        }
    }

    [TestCase("gru")]
    [TestCase("lstm")]
    [TestCase("transformer")]
    public void A_run_shows_plain_lines_that_fit_a_terminal(string model)
    {
        using StringWriter output = new(), error = new();
        string file = Path.Combine(_folder, "lines.txt");
        File.WriteAllText(file, string.Concat(Enumerable.Range(0, 150).Select(i => $"Line {i * i % 37} of a text.\r\n")));
        string[] args = ["--text", file, "--model", model, "--steps", "2", "--units", "8", "--length", "300", "--beta", "0.5"];
        Program.Run(args, output, error).ShouldBe(0);
        error.ToString().ShouldBeEmpty();
        string text = output.ToString();
        text.ShouldNotContain('\u001b');
        text.Split(Environment.NewLine).ShouldAllBe(line => line.Length <= 80);
        string[] parts =
            ["lines.txt: 2,804", " held out", "│ trigrams ", "What it writes, at the inverse temperature 0.5", "first training"];
        foreach (string part in parts)
        {
            text.ShouldContain(part);
        }
    }

    [Test]
    public void The_weights_of_the_trigrams_are_those_that_fit_the_development_part_best()
    {
        Corpus corpus = Corpus.Load(null);
        var trigram = new Trigram(corpus);
        double fitted = trigram.Loss(corpus.Development);
        fitted.ShouldBeInRange(1.7, 2.1);
        trigram.Loss(corpus.HeldOut).ShouldBeInRange(1.7, 2.1);
        trigram.Weights.ShouldAllBe(weight => weight > 0 && weight < 1);
    }

    [TestCase("gru")]
    [TestCase("lstm")]
    [TestCase("transformer")]
    public void A_reader_knows_nothing_of_what_comes_after(string model)
    {
        Corpus corpus = Corpus.Load(null);
        Reader reader = Reader.Make(Enum.Parse<Kind>(model, ignoreCase: true), corpus.Count, 8).Initialize(1);
        int[] text = corpus.HeldOut[..20], other = [.. text[..12], .. corpus.Train[..8]];
        float[] of = Scores(text), ofOther = Scores(other);
        of[..(12 * corpus.Count)].ShouldBe(ofOther[..(12 * corpus.Count)]);
        of[^corpus.Count..].ShouldNotBe(ofOther[^corpus.Count..]);

        float[] Scores(int[] text) => reader.Read(Tensor.From(text).Unsqueeze(0)).Scores.ToArray<float>();
    }

    [Test]
    public void A_reader_that_goes_on_reads_as_one_that_reads_all_at_once()
    {
        Corpus corpus = Corpus.Load(null);
        foreach (Kind kind in Enum.GetValues<Kind>())
        {
            Reader reader = Reader.Make(kind, corpus.Count, 8).Initialize(1);
            Tensor text = Tensor.From(corpus.HeldOut.AsSpan(0, 20)).Unsqueeze(0);
            (_, Tensor[] memory) = reader.Read(text.Slice(1, ..12));
            Tensor rest = reader.Read(text.Slice(1, 12..), memory).Scores, all = reader.Read(text).Scores.Slice(1, 12..);
            rest.ToArray<float>().Zip(all.ToArray<float>(), (a, b) => Math.Abs(a - b)).Max().ShouldBeLessThan(1e-5f);
        }
    }

    [Test]
    public void A_few_steps_learn_something()
    {
        Corpus corpus = Corpus.Load(null);
        Reader reader = new Teacher(corpus, new() { Steps = 60, Units = 32 }).Train(new Session(), () => { });
        Teacher.Loss(reader, corpus.HeldOut[..2000]).ShouldBeLessThan(3);
    }

    [Test]
    public void Long_lines_are_broken_between_words()
    {
        string[] lines = [.. Writer.Lines($"{string.Concat(Enumerable.Repeat("word ", 40))}\nshort\u0007\n{new string('x', 100)}")];
        lines.ShouldAllBe(line => line.Length <= 76 && !line.Any(char.IsControl));
        lines[0].ShouldEndWith("word");
        lines.ShouldContain("short ");
        lines[^1].Length.ShouldBe(24);
    }

    private string Write(byte[] bytes)
    {
        string file = Path.Combine(_folder, "file");
        File.WriteAllBytes(file, bytes);
        return file;
    }

    private static string Fail(params string[] args)
    {
        using StringWriter output = new(), error = new();
        Program.Run(args, output, error).ShouldBe(1);
        output.ToString().ShouldBeEmpty();
        string line = error.ToString();
        line.ShouldEndWith(Environment.NewLine);
        line[..^Environment.NewLine.Length].ShouldNotContain('\n');
        return line.TrimEnd();
    }
}
