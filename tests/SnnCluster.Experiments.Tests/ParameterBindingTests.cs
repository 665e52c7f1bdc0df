using System.Globalization;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Tests;

public class ParameterBindingTests
{
    private static readonly Parameter[] Parameters =
    [
        new("scale", "", 1.0, "Size", 0, ExcludesMinimum: true),
        new("probability", "", 0.16, "Probability", 0, 1),
        new("delay-ms", "ms", 0.1, "Delay", 0),
        new("offset", "mV", -60.0, "Any number"),
        new("in-degree", "", 32L, "In-degree", 0, 1000),
        new("stdp", "", true, "Whether weights change"),
    ];

    [Fact]
    public void What_is_not_given_has_its_default()
    {
        IReadOnlyDictionary<string, object> values = Bind();
        Assert.Equal(Parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Default), values);
    }

    [Theory]
    [InlineData("scale", "2", 2.0)]
    [InlineData("scale", "1e-3", 0.001)]
    [InlineData("offset", "-0.5", -0.5)]
    [InlineData("offset", "+7", 7.0)]
    [InlineData("probability", "0", 0.0)]
    [InlineData("probability", "1", 1.0)]
    [InlineData("in-degree", "1000", 1000L)]
    [InlineData("stdp", "false", false)]
    [InlineData("stdp", "True", true)]
    public void A_value_has_the_type_of_the_default(string name, string text, object value) =>
        Assert.Equal(value, Bind((name, text))[name]);

    [Theory]
    [InlineData("scale", "0", "--set scale is 0: must be above 0")]
    [InlineData("scale", "NaN", "--set scale is NaN: must be a finite number, above 0")]
    [InlineData("scale", "-Infinity", "--set scale is -Infinity: must be a finite number, above 0")]
    [InlineData("scale", "1e400", "--set scale is 1e400: must be a finite number, above 0")]
    [InlineData("scale", "1e39", "--set scale is 1e39: must be at most 3.4E+38 in size, what single precision holds, above 0")]
    [InlineData("scale", "1e-50", "--set scale is 1e-50: must be above 0")]
    [InlineData("scale", "", "--set scale is '': must be a number such as 1.5 or 1e-3, above 0")]
    [InlineData("scale", "1,000", "--set scale is '1,000': must be a number such as 1.5 or 1e-3, above 0")]
    [InlineData("delay-ms", "-1", "--set delay-ms is -1: must be at least 0 ms")]
    [InlineData("offset", "two", "--set offset is 'two': must be a number such as 1.5 or 1e-3")]
    [InlineData("offset", "NaN", "--set offset is NaN: must be a finite number")]
    [InlineData("probability", "1.01", "--set probability is 1.01: must be from 0 to 1")]
    [InlineData("in-degree", "1.5", "--set in-degree is '1.5': must be a whole number, from 0 to 1000")]
    [InlineData("in-degree", "9e99", "--set in-degree is '9e99': must be a whole number, from 0 to 1000")]
    [InlineData("in-degree", "-1", "--set in-degree is -1: must be from 0 to 1000")]
    [InlineData("stdp", "1", "--set stdp is '1': must be true or false")]
    [InlineData("stpd", "true", "--set stpd is 'true': the experiment has no parameter 'stpd'; did you mean 'stdp'?")]
    [InlineData("colour", "red", "--set colour is 'red': the experiment has no parameter 'colour'; there are scale, probability, "
        + "delay-ms, offset, in-degree, stdp")]
    public void A_value_that_does_not_fit_is_refused(string name, string text, string finding) =>
        Assert.Equal([finding], Findings(Parameters, (name, text)));

    [Fact]
    public void All_that_is_wrong_is_told_at_once() =>
        Assert.Equal(3, Findings(Parameters, ("scale", "0"), ("stdp", "x"), ("nothing", "x")).Count);

    [Fact]
    public void Messages_call_a_parameter_what_the_user_called_it()
    {
        var errors = new ValidationErrors();
        ParameterBinding.Bind(Parameters, new Dictionary<string, string> { ["scale"] = "0" }, errors, name => $"--{name}");
        Assert.Equal(["--scale is 0: must be above 0"], errors.Messages);
    }

    [Fact]
    public void Parameters_that_the_experiment_declares_wrongly_are_told()
    {
        Assert.Equal(
            ["the experiment's parameter 'n' has a default of type Int32: must be double, long, bool or string"],
            Findings([new("n", "", 1, "")]));
        Assert.Equal(
            ["the experiment has two parameters 'n': names must be unique"],
            Findings([new("n", "", 1L, ""), new("n", "", 2L, "")]));
    }

    [Fact]
    public void Numbers_read_the_same_in_every_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            var numbers = new NumberFormatInfo { NumberDecimalSeparator = ",", NegativeSign = "~" };
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = numbers };
            Assert.Equal(-1.5, Bind(("offset", "-1.5"))["offset"]);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData("", "", 0)]
    [InlineData("scale", "scale", 0)]
    [InlineData("sclae", "scale", 1)]
    [InlineData("scal", "scale", 1)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("abc", "", 3)]
    public void Distance_counts_edits(string a, string b, int edits)
    {
        Assert.Equal(edits, NearestName.Distance(a, b));
        Assert.Equal(edits, NearestName.Distance(b, a));
    }

    [Theory]
    [InlineData("Scale", "scale")]
    [InlineData("probabilty", "probability")]
    [InlineData("x", null)]
    [InlineData("colour", null)]
    public void The_nearest_name_is_one_that_is_near(string name, string? nearest) =>
        Assert.Equal(nearest, NearestName.Of(name, Parameters.Select(parameter => parameter.Name)));

    private static IReadOnlyDictionary<string, object> Bind(params (string Name, string Text)[] texts) =>
        ParameterBinding.Bind(Parameters, texts.ToDictionary(pair => pair.Name, pair => pair.Text));

    private static IReadOnlyList<string> Findings(Parameter[] parameters, params (string Name, string Text)[] texts) =>
        Assert.Throws<InvalidDescriptionException>(() =>
            ParameterBinding.Bind(parameters, texts.ToDictionary(pair => pair.Name, pair => pair.Text))).Findings;
}
