using System.Buffers.Binary;
using System.Globalization;
using Autograd.Core;
using Autograd.Nn;
using Digits;
using SampleTools;

namespace Autograd.Tests.Samples;

public sealed class DigitsTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("Digits").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void Any_number_of_threads_learns_the_same_weights()
    {
        TensorDataset digits = DrawnDigits.Make(150, seed: 7);
        string[] digests = [.. new[] { 1, 2, 4 }.Select(threads =>
        {
            var network = new Recognizer(8, 8, seed: 1);
            network.Train(digits, epochs: 1, seed: 1, new Session(), () => { }, threads);
            return network.Digest;
        })];
        digests.Distinct().ShouldHaveSingleItem();
    }

    [Test]
    public void Drawn_digits_are_learned_in_a_few_epochs()
    {
        TensorDataset test = DrawnDigits.Make(300, seed: 8);
        var network = new Recognizer(8, 8, seed: 1);
        double[] losses = network.Train(DrawnDigits.Make(1500, seed: 7), epochs: 5, seed: 1, new Session(), () => { });

        losses[^1].ShouldBeLessThan(losses[0] / 2);
        long[] said = network.Answer(test.Inputs).ArgMax(-1).ToArray<long>();
        said.Zip(test.Labels.ToArray()).Count(pair => pair.First == pair.Second).ShouldBeGreaterThan(270);
    }

    [Test]
    public void A_seed_gives_the_same_digits_and_the_same_answers_to_the_bit()
    {
        TensorDataset digits = DrawnDigits.Make(130, seed: 3);
        digits.Inputs.ToArray<float>().ShouldBe(DrawnDigits.Make(130, seed: 3).Inputs.ToArray<float>());
        digits.Inputs.ToArray<float>().ShouldNotBe(DrawnDigits.Make(130, seed: 4).Inputs.ToArray<float>());
        Answer().ShouldBe(Answer());

        float[] Answer()
        {
            var network = new Recognizer(8, 8, seed: 5);
            network.Train(digits, epochs: 2, seed: 5, new Session(), () => { });
            return network.Answer(digits.Inputs).ToArray<float>();
        }
    }

    [Test]
    public void Ink_is_from_0_to_1_and_every_digit_has_some()
    {
        TensorDataset digits = DrawnDigits.Make(200, seed: 2);
        digits.Labels.ToArray().ShouldBe(Enumerable.Range(0, 200).Select(i => (long)(i % 10)));
        float[] ink = digits.Inputs.ToArray<float>();
        ink.Min().ShouldBe(0);
        ink.Max().ShouldBe(1);
        ink.Chunk(64).ShouldAllBe(picture => picture.Sum() > 4 && picture.Sum() < 40);
    }

    [Test]
    public void A_run_shows_digits_and_who_was_taken_for_whom_in_80_columns()
    {
        (int code, string output, string error) = Run("--epochs", "1", "--seed", "2");

        (code, error).ShouldBe((0, ""));
        output.ShouldStartWith("drawn digits: 4000 of 8 by 8 to learn from, 1000 others for the test.");
        foreach (string text in new[] { "█", "Recognized: ", "is \\ said", "surest of", "; is " })
        {
            output.ShouldContain(text);
        }

        output.Split('\n').ShouldAllBe(line => line.Length <= 80);
        output.ShouldNotContain('\u001b');
    }

    [Test]
    public void The_lines_of_optdigits_are_pictures_and_digits()
    {
        TensorDataset digits = Optdigits.Parse([Line(3, ink: 16), Line(9, ink: 4)], "a file");
        digits.Inputs.Shape.ShouldBe([2, 1, 8, 8]);
        digits.Labels.ToArray().ShouldBe([3, 9]);
        digits.Inputs.ToArray<float>()[63..65].ShouldBe([1, 0.25f]);
    }

    [TestCase("1,2,3", "optdigits.tra, line 2: expected 64 numbers and a digit, separated by commas, found 3 values")]
    [TestCase("17", "optdigits.tra, line 2, column 1: expected a whole number from 0 to 16, found '17'")]
    [TestCase("-1", "optdigits.tra, line 2, column 1: expected a whole number from 0 to 16, found '-1'")]
    [TestCase("x", "optdigits.tra, line 2, column 1: expected a whole number from 0 to 16, found 'x'")]
    public void A_garbled_line_is_told_with_its_place(string start, string message)
    {
        string line = start.Contains(',', StringComparison.Ordinal) ? start : start + Line(1)[1..];
        Lines("optdigits.tra", Line(0), line);
        Lines("optdigits.tes", Line(0));
        Fail("--data", _folder).ShouldBe(message);
        Fail("--data", At("optdigits.tra")).ShouldBe(message);
    }

    [Test]
    public void A_digit_is_one_of_ten_and_a_file_has_some()
    {
        Lines("some.txt", Line(10));
        Fail("--data", At("some.txt")).ShouldBe("some.txt, line 1, column 65: expected a whole number from 0 to 9, found '10'");
        Lines("none.txt");
        Fail("--data", At("none.txt")).ShouldBe("none.txt: expected a digit in each line, found no line");
        Lines("one.txt", Line(1));
        Fail("--data", At("one.txt")).ShouldBe("one.txt: expected at least two digits, found 1");
    }

    [Test]
    public void A_folder_with_optdigits_is_learned_and_tested()
    {
        Lines("optdigits.tra", [.. Enumerable.Range(0, 30).Select(i => Line(i % 10, i % 17))]);
        Lines("optdigits.tes", [.. Enumerable.Range(0, 20).Select(i => Line(i % 10, i % 17))]);
        (int code, string output, string error) = Run("--data", _folder, "--epochs", "2");
        (code, error).ShouldBe((0, ""));
        output.ShouldStartWith("optdigits: 30 of 8 by 8 to learn from, 20 others for the test.");
    }

    [Test]
    public void The_files_of_MNIST_are_found_by_their_names_and_split_where_there_is_one_set()
    {
        Idx("t10k-images-idx3-ubyte", [20, 9, 10]);
        Idx("t10k-labels-idx1-ubyte", [20]);
        DigitData data = DigitData.Read(_folder);
        (data.Train.Count, data.Test.Count).ShouldBe((16, 4));
        data.Test.Inputs.Shape.ShouldBe([4, 1, 9, 10]);
        data.Train.Inputs.Max([]).Item<float>().ShouldBe(9f / 255);
        DigitData.Read(At("t10k-images-idx3-ubyte")).Train.Count.ShouldBe(16);

        Idx("train-images-idx3-ubyte", [30, 9, 10]);
        Idx("train-labels-idx1-ubyte", [30]);
        (int code, string output, string error) = Run("--data", _folder, "--epochs", "1");
        (code, error).ShouldBe((0, ""));
        output.ShouldStartWith("MNIST: 30 of 9 by 10 to learn from, 20 others for the test.");
    }

    [Test]
    public void Files_of_MNIST_that_do_not_fit_are_told()
    {
        Idx("train-images-idx3-ubyte", [20, 9, 10]);
        Idx("train-labels-idx1-ubyte", [19]);
        Fail("--data", _folder).ShouldBe("train-labels-idx1-ubyte: expected 20 labels, one for each picture, found the shape [19]");
        Idx("train-labels-idx1-ubyte", [20], modulus: 12);
        Fail("--data", _folder).ShouldBe("train-labels-idx1-ubyte: expected digits from 0 to 9, found 10 as label 11");
        Idx("train-labels-idx1-ubyte", [20]);
        Idx("train-images-idx3-ubyte", [20, 7, 10]);
        Fail("--data", _folder).ShouldBe(
            "train-images-idx3-ubyte: expected pictures of at least 8 by 8, found the shape [20, 7, 10]");
        File.WriteAllText(At("train-images-idx3-ubyte"), "no pictures");
        Fail("--data", _folder).ShouldContain("train-images-idx3-ubyte' begins with the bytes 110 and 111; expected 0 and 0");
        Idx("train-images-idx3-ubyte", [20, 9, 10]);
        Idx("t10k-images-idx3-ubyte", [20, 8, 10]);
        Idx("t10k-labels-idx1-ubyte", [20]);
        Fail("--data", _folder).ShouldContain("expected the same height and width");
    }

    [TestCase("--epochs 0", "--epochs: expected a whole number from 1 to 10000, found '0'")]
    [TestCase("--seed -1", "--seed: expected a whole number from 0 to 2147483647, found '-1'")]
    [TestCase("--data /no/such/place", "--data: expected a folder or a file, but '/no/such/place' does not exist")]
    [TestCase("--bad", "'--bad'")]
    public void Bad_input_is_one_line_and_exit_code_1(string commandLine, string expected) =>
        Fail(commandLine.Split(' ')).ShouldContain(expected);

    [Test]
    public void An_empty_folder_is_told() => Fail("--data", _folder).ShouldStartWith(
        "--data: expected optdigits.tra and optdigits.tes in ");

    [Test]
    [NonParallelizable]
    public void Help_is_as_wide_as_COLUMNS_says()
    {
        string? before = Environment.GetEnvironmentVariable("COLUMNS");
        try
        {
            Environment.SetEnvironmentVariable("COLUMNS", "60");
            Run("--help").Output.Split('\n').Max(line => line.TrimEnd().Length).ShouldBeInRange(40, 60);
            Environment.SetEnvironmentVariable("COLUMNS", "wide");
            Run("--help").Output.Split('\n').Max(line => line.TrimEnd().Length).ShouldBeGreaterThan(60);
        }
        finally
        {
            Environment.SetEnvironmentVariable("COLUMNS", before);
        }
    }

    [Test]
    public void Help_lists_the_options()
    {
        (int code, string output, string error) = Run("--help");
        (code, error).ShouldBe((0, ""));
        foreach (string option in new[] { "--data", "--seed", "--epochs" })
        {
            output.ShouldContain(option);
        }
    }

    private static string Line(int digit, int ink = 1) => string.Create(
        CultureInfo.InvariantCulture, $"{string.Join(',', Enumerable.Repeat(ink.ToString(CultureInfo.InvariantCulture), 64))},{digit}");

    private string At(string file) => Path.Combine(_folder, file);

    private void Lines(string file, params string[] lines) => File.WriteAllLines(At(file), lines);

    // Bytes that count up to the modulus again and again.
    private void Idx(string file, int[] sizes, int modulus = 10)
    {
        byte[] head = new byte[4 + (4 * sizes.Length)];
        (head[2], head[3]) = (8, (byte)sizes.Length);
        for (int axis = 0; axis < sizes.Length; axis++)
        {
            BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(4 + (4 * axis)), sizes[axis]);
        }

        int count = sizes.Aggregate(1, (product, size) => product * size);
        File.WriteAllBytes(At(file), [.. head, .. Enumerable.Range(0, count).Select(i => (byte)(i % modulus))]);
    }

    private static (int Code, string Output, string Error) Run(params string[] args)
    {
        using StringWriter output = new(), error = new();
        return (Digits.Program.Run(args, output, error), output.ToString(), error.ToString());
    }

    private static string Fail(params string[] args)
    {
        (int code, string output, string error) = Run(args);
        (code, output).ShouldBe((1, ""));
        error.TrimEnd().ShouldNotContain('\n');
        return error.TrimEnd();
    }
}
